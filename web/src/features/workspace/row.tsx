import { Link } from '@tanstack/react-router';
import { GitBranch } from 'lucide-react';
import { lookOfTask } from '@/api/eye';
import type { Task, Workspace } from '@/api/types';
import { many } from '@/lib/number';
import { ago, moment, ms } from '@/lib/time';
import { Glyph } from '@/ui/glyph';
import { Acts } from './acts';
import { useConflicts, useOwner } from './data';
import { Distance } from './distance';
import { contentOf, diskOf, stateOf, wishOf } from './words';

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
  const disk = diskOf(workspace);
  return (
    <li className="py-3 border-b border-line grid md:grid-cols-[minmax(0,1fr)_240px_210px] gap-x-5 gap-y-1.5 items-start text-[13px]">
      <div className="min-w-0">
        <Owner workspace={workspace} task={task} />
        {workspace.branch && (
          <p className="flex items-center gap-1.5 text-ink3 min-w-0">
            <GitBranch size={13} aria-label="branch" className="shrink-0" />
            <code className="font-mono text-[12px] truncate" title={workspace.branch}>
              {workspace.branch}
            </code>
            <span className="text-ink2">
              <Distance workspace={workspace} />
            </span>
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
          {disk !== null && <> · {disk}</>}
          {task && <> · {ago(ms(task.created_at), now)} old</>}
        </p>
        {wish !== null && <p className="text-ink2">{wish}.</p>}
      </div>
      <Acts workspace={workspace} task={task} conflicts={conflicts} />
    </li>
  );
}

function Owner({ workspace, task }: { workspace: Workspace; task: Task | undefined }) {
  const { number, title } = workspace;
  if (typeof number !== 'number') return <p className="min-h-7 flex items-center text-ink2">Orphan: its task is gone</p>;
  const look = task && lookOfTask(task.status);
  return (
    <Link to="/tasks/$number" params={{ number: String(number) }} search={{ tab: 'workspace' }} className="flex items-center gap-1.5 min-w-0 min-h-7 hover:underline">
      {look && (
        <>
          <Glyph shape={look.shape} ink={look.ink} />
          <span className="sr">{look.words}:</span>
        </>
      )}
      <span className="font-mono text-[12px] text-ink3 whitespace-nowrap">T-{number}</span>
      <span className="truncate">{title}</span>
    </Link>
  );
}
