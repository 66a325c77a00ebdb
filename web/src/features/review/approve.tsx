import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import type { Project, Run, Task } from '@/api/types';
import { MOD, useKeys } from '@/lib/keys';
import { many } from '@/lib/number';
import { Button, Kbd } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Area, Tick } from '@/ui/field';
import { Trouble } from '@/ui/page';
import { makerOf, mergeOf, settingOf, useApprove } from './data';
import { Evidence } from './evidence';

const STRATEGIES: Readonly<Record<string, string>> = {
  merge: 'A merge commit, so that the branch can be seen in the history.',
  squash: 'One commit with all of it (squash).',
  rebase: 'Its commits on top of the target, one after the other (rebase).',
  ff: 'The target moves forward to it (fast-forward), or the merge is refused.',
};

export interface ApproveProps {
  task: Task;
  project: Project | undefined;
  runs: readonly Run[];
  unsent: number; // notes in the draft
  onClose: () => void;
}

/** All that is to know before a merge, and one button. It approves exactly the commit that was looked at. */
export function Approve({ task, project, runs, unsent, onClose }: ApproveProps) {
  const [text, setText] = useState('');
  const [going, setGoing] = useState(false);
  const approving = useApprove(task, onClose);
  const maker = makerOf(runs, task.head_commit);
  const merge = mergeOf(runs, task);
  const conflicts = merge?.conflicts ?? [];
  const setting = (name: string) => settingOf(name, task, project, maker);
  const checks = setting('checks');
  const hasChecks = Array.isArray(checks) && checks.length > 0;
  const approve = () => !approving.isPending && approving.mutate({ text: text.trim(), remove_workspace: going });
  useKeys([{ keys: '$mod+Enter', where: 'review', words: 'Submit', run: approve }], { inDialog: true });
  const target = project?.target ?? 'the target';
  return (
    <Dialog open onClose={onClose} title="Approve & merge" words={`T-${task.number} · ${task.title}`} wide>
      <dl className="grid gap-3 text-[13px]">
        <Fact name="Into">
          <code className="font-mono text-[12.5px] font-semibold">{target}</code> of {project?.name ?? 'its project'}
          <span className="block text-ink3 [overflow-wrap:anywhere]">
            from <code className="font-mono text-[12px]">{task.branch}</code> at <code className="font-mono text-[12px]">{task.head_commit?.slice(0, 10)}</code>
          </span>
        </Fact>
        <Fact name="How">{STRATEGIES[String(setting('merge_strategy') ?? 'merge')] ?? String(setting('merge_strategy'))}</Fact>
        <Fact name="Conflicts">
          {conflicts.length === 0 ? (
            `None known. If it does not fit ${target}, it comes back here and nothing is merged.`
          ) : (
            <>
              <span className="text-bad">The last try did not fit {target}:</span>
              <Paths paths={conflicts} />
            </>
          )}
        </Fact>
        <Fact name="Checks">
          {maker !== undefined && maker.evidence.length > 0 ? <Evidence checks={maker.evidence} /> : hasChecks ? 'None ran on this commit.' : 'The project has none.'}
          {hasChecks && <span className="block mt-1 text-ink3">They run again on the merged tree, before {target} moves.</span>}
        </Fact>
        <Fact name="Workspace">
          <Tick
            label="Remove the workspace afterwards"
            hint={going ? 'Once it is merged. What is in no commit is kept under a snapshot. The branch stays.' : "It stays on its worker's disk until it is cleaned up. The branch stays, too."}
            checked={going}
            onChange={(event) => setGoing(event.target.checked)}
          />
        </Fact>
      </dl>
      <form
        className="mt-4 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          approve();
        }}
      >
        <Area label="Words for the record" hint="Optional." rows={2} className="min-h-14" value={text} onChange={(event) => setText(event.target.value)} />
        {unsent > 0 && <p className="rounded-lg bg-revsoft text-rev px-3 py-2">{many(unsent, 'note')} of yours will not be sent. Request changes sends them.</p>}
        {approving.error !== null && <Trouble words={wordsOf(approving.error)} onRetry={approve} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="solid" type="submit" busy={approving.isPending} data-autofocus>
            Approve &amp; merge <Kbd>{MOD} ↵</Kbd>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="grid sm:grid-cols-[96px_1fr] gap-x-3 gap-y-0.5">
      <dt className="text-ink3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

export function Paths({ paths }: { paths: readonly string[] }) {
  return (
    <ul aria-label="Conflicting files" className="mt-1 grid gap-0.5 font-mono text-[12px] [overflow-wrap:anywhere]">
      {paths.map((path) => (
        <li key={path}>{path}</li>
      ))}
    </ul>
  );
}
