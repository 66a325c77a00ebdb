import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import type { Task, Workspace } from '@/api/types';
import { ago, moment, ms } from '@/lib/time';
import { useNow } from '@/lib/clock';
import { Glyph } from '@/ui/glyph';
import { Bones, Empty, Trouble } from '@/ui/page';
import { Acts } from './acts';
import { useConflicts, useWorkspaces } from './data';
import { Distance } from './distance';
import { contentOf, diskOf, distanceOf, KINDS, stateOf, wishOf } from './words';

export interface WorkspacePanelProps {
  task: Task;
  workerOf?: (id: string) => string | undefined;
}

/** Where the work of one task lies. Mostly one; more where different workers have run it. */
export function WorkspacePanel({ task, workerOf }: WorkspacePanelProps) {
  const all = useWorkspaces(task.project);
  if (all.isPending) return <Bones rows={3} />;
  if (all.error !== null) return <Trouble words={wordsOf(all.error)} onRetry={() => void all.refetch()} />;
  const own = all.data.filter((one) => one.task === task.id);
  if (own.length === 0) return <Empty title="No workspace yet">When a worker takes the task up, it makes a folder for it. Its place, its branch and what is in it appear here.</Empty>;
  return (
    <div className="h-full scroll px-4 md:px-6 py-4 grid gap-4 content-start">
      {own.map((one) => (
        <Place key={one.worker} workspace={one} task={task} worker={workerOf?.(one.worker)} />
      ))}
    </div>
  );
}

function Place({ workspace, task, worker }: { workspace: Workspace; task: Task; worker: string | undefined }) {
  const now = useNow(10_000);
  const conflicts = useConflicts(task);
  const look = stateOf(workspace);
  const wish = wishOf(workspace);
  const [distance, disk] = [distanceOf(workspace), diskOf(workspace)];
  return (
    <section aria-label={`Workspace${worker === undefined ? '' : ` on ${worker}`}`} className="max-w-[760px] rounded-xl border border-line2 bg-sheet p-4 text-[13px]">
      <p className="flex flex-wrap items-center gap-x-1.5 mb-3 font-medium">
        <Glyph shape={look.shape} ink={look.ink} />
        {look.words}
        <span className="font-normal text-ink2">{contentOf(workspace)}</span>
        {wish !== null && <span className="font-normal text-ink2">· {wish}.</span>}
      </p>
      <dl className="grid sm:grid-cols-[110px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <Fact name="Folder" text={workspace.path} copy />
        {workspace.branch && <Fact name="Branch" text={workspace.branch} copy />}
        {workspace.base_commit && <Fact name="Began at" text={workspace.base_commit.slice(0, 10)} />}
        {workspace.head_commit && <Fact name="Is at" text={workspace.head_commit.slice(0, 10)} />}
        {distance !== null && (
          <>
            <dt className="text-ink3">Target</dt>
            <dd>
              <Distance workspace={workspace} />
            </dd>
          </>
        )}
        {disk !== null && (
          <>
            <dt className="text-ink3">On disk</dt>
            <dd className="num">{disk}</dd>
          </>
        )}
        {workspace.ref !== '' && <Fact name="Snapshot" text={workspace.ref} copy />}
        <dt className="text-ink3">Kind</dt>
        <dd>{KINDS[workspace.strategy] ?? workspace.strategy}</dd>
        <dt className="text-ink3">Seen</dt>
        <dd className="num" title={moment(ms(workspace.seen_at))}>
          {ago(ms(workspace.seen_at), now)} ago{worker !== undefined && ` by ${worker}`}
        </dd>
      </dl>
      {conflicts.length > 0 && (
        <div className="mt-3 text-bad">
          <p>The last try to merge did not fit:</p>
          <ul className="font-mono text-[12px] [overflow-wrap:anywhere]">
            {conflicts.map((path) => (
              <li key={path}>{path}</li>
            ))}
          </ul>
        </div>
      )}
      {workspace.note !== '' && <p className="mt-3 text-bad">{workspace.note}</p>}
      <div className="mt-4">
        <Acts workspace={workspace} task={task} conflicts={conflicts} />
      </div>
    </section>
  );
}

function Fact({ name, text, copy = false }: { name: string; text: string; copy?: boolean }) {
  const [copied, setCopied] = useState(false);
  const take = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false), // a page over plain http may not: the text can still be selected
    );
  return (
    <>
      <dt className="text-ink3">{name}</dt>
      <dd className="flex items-start gap-1 min-w-0">
        <code className="font-mono text-[12px] leading-[1.6] [overflow-wrap:anywhere]">{text}</code>
        {copy && navigator.clipboard !== undefined && (
          <button type="button" aria-label={copied ? `${name} copied` : `Copy ${name.toLowerCase()}`} onClick={() => void take()} className="shrink-0 size-7 -my-1 grid place-items-center rounded-lg text-ink3 hover:bg-sunk hover:text-ink cursor-pointer">
            {copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
          </button>
        )}
      </dd>
    </>
  );
}
