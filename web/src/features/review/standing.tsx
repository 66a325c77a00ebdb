import { Link } from '@tanstack/react-router';
import { wordsOf } from '@/api/problem';
import type { InboxItem, Project, Run, Task } from '@/api/types';
import { useInbox } from '@/api/use';
import { reasonWords } from '@/api/eye';
import type { Shape } from '@/lib/shape';
import { Button } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { Paths } from './approve';
import { mergeOf, useContinue } from './data';
import { Evidence } from './evidence';

const AT_WORK: Partial<Record<Run['status'], string>> = {
  queued: 'It waits for a worker.',
  claimed: 'A worker has taken it.',
  preparing: 'A worker prepares it.',
  checking: 'The checks run on the merged tree.',
};

export interface StandingProps {
  task: Task;
  project: Project | undefined;
  runs: readonly Run[];
}

/** What became of the verdict, above the changes. Nothing, where nothing was said yet. */
export function Standing({ task, project, runs }: StandingProps) {
  const merge = mergeOf(runs, task);
  const target = project?.target ?? 'the target';
  switch (task.status) {
    case 'merging':
      return (
        <Strip shape="arc" ink="rev" title={`Merging into ${target}`}>
          {merge !== undefined && (AT_WORK[merge.status] ?? 'It is being merged.')}
        </Strip>
      );
    case 'done':
      return (
        <Strip shape="tick" ink="ok" title={task.merged_commit ? `Merged into ${target}` : 'Done without a merge'}>
          {task.merged_commit && <code className="font-mono text-[12px]">{task.merged_commit.slice(0, 10)}</code>}
          <NextUp but={task.number} />
        </Strip>
      );
    case 'queued':
    case 'running':
      return task.head_commit ? (
        <Strip shape="arc" ink="run" title={task.status === 'queued' ? 'The agent takes it up next' : 'The agent is at work'}>
          Below is what it had done before.
        </Strip>
      ) : null;
    case 'review':
      return merge?.status === 'failed' ? <Unmerged task={task} merge={merge} target={target} /> : null;
    default:
      return null;
  }
}

/** It came back: why, and the one thing to do. */
function Unmerged({ task, merge, target }: { task: Task; merge: Run; target: string }) {
  const going = useContinue(task);
  const failed = merge.evidence.filter((check) => !check.passed);
  const conflict = merge.conflicts.length > 0;
  const words = conflict ? '' : [`The merge into ${target} was not made: ${merge.message || reasonWords(merge.reason)}. Mend what is wrong.`, ...failed.map((check) => `$ ${check.command}\n${check.tail}`)].join('\n\n');
  return (
    <Strip shape="cross" ink="bad" title={conflict ? `It does not fit ${target}` : 'Not merged'}>
      <div className="basis-full grid gap-2">
        {conflict ? <Paths paths={merge.conflicts} /> : <p>{merge.message || reasonWords(merge.reason)}</p>}
        {failed.length > 0 && <Evidence checks={failed} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="hot" busy={going.isPending} onClick={() => going.mutate(words)}>
            {conflict ? 'Let the agent resolve it' : 'Let the agent mend it'}
          </Button>
          {going.error !== null && (
            <span role="alert" className="text-bad">
              {wordsOf(going.error)}
            </span>
          )}
        </div>
      </div>
    </Strip>
  );
}

function NextUp({ but }: { but: number }) {
  const next = useInbox('review').data?.items.find((item: InboxItem) => item.task.number !== but)?.task;
  if (next === undefined) return <span className="text-ink3">Nothing else waits for a review.</span>;
  return (
    <span className="min-w-0 truncate">
      Next for review:{' '}
      <Link to="/tasks/$number" params={{ number: String(next.number) }} search={{ tab: 'changes' }} className="underline underline-offset-2">
        T-{next.number} {next.title}
      </Link>
    </span>
  );
}

function Strip({ shape, ink, title, children }: { shape: Shape; ink: string; title: string; children?: React.ReactNode }) {
  return (
    <div role="status" className="px-3 md:px-4 py-2.5 border-b border-line bg-sheet flex flex-wrap items-center gap-x-3 gap-y-1.5 text-[13px]">
      <span className="inline-flex items-center gap-1.5 font-medium whitespace-nowrap" style={{ color: `var(--${ink})` }}>
        <Glyph shape={shape} ink={`var(--${ink})`} />
        {title}
      </span>
      {children}
    </div>
  );
}
