import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import type { Task } from '@/api/types';
import { useProjects, useRuns } from '@/api/use';
import { Button } from '@/ui/button';
import { Bones, Empty, Trouble } from '@/ui/page';
import { makerOf, useAccept, usePatch, useReviews, useShown } from './data';
import { useDraftStore } from './draft';
import { Past } from './past';
import { Send } from './send';
import { Standing } from './standing';
import { Sheet } from './sheet';

export interface ChangesProps {
  task: Task;
  at?: string | undefined; // a file to begin at
  onFile?: (path: string) => void; // one was gone to
  active?: boolean; // false while another tab is in front: its keys are not bound
}

/** What a task changed, and a person's verdict on it. */
export function Changes({ task, at, onFile, active = true }: ChangesProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const runs = useRuns(task.number);
  const reviews = useReviews(task.number).data ?? [];
  const project = useProjects().data?.find((one) => one.id === task.project);
  const left = (runs.data ?? []).filter((run) => run.kind === 'work' && run.head_commit);
  const run = left.find((one) => one.id === chosen);
  const head = run?.head_commit ?? task.head_commit ?? null;
  const patch = usePatch(task, run?.id ?? null, head);
  const shown = useShown(patch.data, (run ?? makerOf(runs.data ?? [], head))?.stat);
  const above = (
    <>
      <Standing task={task} project={project} runs={runs.data ?? []} />
      <Past reviews={reviews} />
    </>
  );
  if (patch.error !== null) return <Trouble words={wordsOf(patch.error)} onRetry={() => void patch.refetch()} />;
  if (head !== null && (patch.isPending || runs.isPending)) return <Bones />;
  if (head === null || shown.files.length === 0) {
    return (
      <div className="h-full scroll">
        {above}
        <Nothing task={task} />
      </div>
    );
  }
  return (
    <div className="h-full min-h-0 flex flex-col">
      {above}
      <Sheet
        key={head}
        task={task}
        head={head}
        shown={shown}
        project={project}
        runs={runs.data ?? []}
        left={left}
        run={run?.id ?? null}
        onRun={setChosen}
        at={at}
        onFile={onFile}
        active={active}
      />
    </div>
  );
}

function Nothing({ task }: { task: Task }) {
  const store = useDraftStore(task.id, task.head_commit ?? '');
  const [sending, setSending] = useState(false);
  const accepting = useAccept(task);
  if (task.status !== 'review') {
    return <Empty title="No changes yet">{task.status === 'running' ? 'The agent is at work. What it changes appears here when its run ends.' : 'What the agent changes appears here when a run has ended.'}</Empty>;
  }
  return (
    <Empty title="Nothing was changed">
      <p>There is nothing to merge. If that is right, the task is done; if not, say what is missing.</p>
      <div className="mt-3 flex justify-center gap-2">
        <Button kind="line" onClick={() => setSending(true)}>
          Request changes
        </Button>
        <Button kind="solid" busy={accepting.isPending} onClick={() => accepting.mutate('')}>
          Accept as done
        </Button>
      </div>
      {sending && <Send task={task} store={store} onClose={() => setSending(false)} />}
      {accepting.error !== null && <Trouble words={wordsOf(accepting.error)} onRetry={() => accepting.mutate('')} />}
    </Empty>
  );
}
