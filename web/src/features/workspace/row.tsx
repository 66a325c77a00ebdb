import { Link } from '@tanstack/react-router';
import { GitBranch } from 'lucide-react';
import { lookOfTask } from '@/api/eye';
import type { Workspace } from '@/api/types';
import { many } from '@/lib/number';
import { ago, moment, ms } from '@/lib/time';
import { Glyph } from '@/ui/glyph';
import { Acts } from './acts';
import { useConflicts, useOwner } from './data';
import { contentOf, stateOf, wishOf } from './words';

export interface RowProps {
  workspace: Workspace;
  now: number;
  workerOf: (id: string) => string | undefined;
}

export function Row({ workspace, now, workerOf }: RowProps) {
  const task = useOwner(workspace);
  const conflicts = useConflicts(task);
  const look = stateOf(workspace);
  const wish = wishOf(workspace);
  return (
    <li className="py-3 border-b border-line grid md:grid-cols-[minmax(0,1fr)_240px_210px] gap-x-5 gap-y-1.5 items-start text-[13px]">
      <div className="min-w-0">
        {task ? (
          <Link to="/tasks/$number" params={{ number: String(task.number) }} search={{ tab: 'workspace' }} className="flex items-center gap-1.5 min-w-0 min-h-7 hover:underline">
            <Glyph shape={lookOfTask(task.status).shape} ink={lookOfTask(task.status).ink} />
            <span className="sr">{lookOfTask(task.status).words}:</span>
            <span className="font-mono text-[12px] text-ink3 whitespace-nowrap">T-{task.number}</span>
            <span className="truncate">{task.title}</span>
          </Link>
        ) : (
          <p className="min-h-7 flex items-center text-ink2">{task === null ? 'Orphan: its task is gone' : 'a task'}</p>
        )}
        {workspace.branch && (
          <p className="flex items-center gap-1.5 text-ink3 min-w-0">
            <GitBranch size={13} aria-label="branch" className="shrink-0" />
            <code className="font-mono text-[12px] truncate" title={workspace.branch}>
              {workspace.branch}
            </code>
          </p>
        )}
        {conflicts.length > 0 && (
          <p className="mt-1 text-bad [overflow-wrap:anywhere]">
            conflicts in {many(conflicts.length, 'file')}: <span className="font-mono text-[12px]">{conflicts.join(', ')}</span>
          </p>
        )}
        {workspace.note !== '' && <p className="mt-1 text-bad">{workspace.note}</p>}
      </div>
      <div className="min-w-0 grid gap-0.5">
        <p className="flex items-center gap-1.5">
          <Glyph shape={look.shape} ink={look.ink} />
          {look.words}
          <span className="text-ink3">{contentOf(workspace)}</span>
        </p>
        <p className="num text-ink3 truncate" title={`looked at ${moment(ms(workspace.seen_at))}`}>
          {workerOf(workspace.worker) ?? 'a worker that is away'}
          {task && <> · {ago(ms(task.created_at), now)} old</>}
        </p>
        {wish !== null && <p className="text-ink2">{wish}.</p>}
      </div>
      <Acts workspace={workspace} task={task} conflicts={conflicts} />
    </li>
  );
}
