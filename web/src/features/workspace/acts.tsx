import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import type { Task, Workspace } from '@/api/types';
import { Button } from '@/ui/button';
import { useResolve, useRestore } from './data';
import { Discard } from './discard';
import { canDiscard, canRestore, nameOf } from './words';

export interface ActsProps {
  workspace: Workspace;
  task: Task | undefined; // of one that goes on
  conflicts: readonly string[];
}

/** What can be done with it now. Merging is a review: it starts where the changes are. */
export function Acts({ workspace, task, conflicts }: ActsProps) {
  const [asking, setAsking] = useState(false);
  const restoring = useRestore(workspace.task);
  const name = nameOf(workspace);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {task?.status === 'review' && conflicts.length > 0 && <Resolve task={task} />}
      {task?.status === 'review' && (
        <Link
          to="/tasks/$number"
          params={{ number: String(task.number) }}
          search={{ tab: 'changes' }}
          aria-label={`Review & merge ${name}`}
          className="inline-flex items-center h-7 px-2.5 rounded-lg text-[12.5px] font-medium border border-line2 bg-sheet hover:bg-sunk"
        >
          Review &amp; merge
        </Link>
      )}
      {canRestore(workspace) && (
        <Button kind="line" size="small" busy={restoring.isPending} onClick={() => restoring.mutate(undefined)} aria-label={`Restore the workspace of ${name}`}>
          Restore
        </Button>
      )}
      {canDiscard(workspace) && (
        <Button size="small" onClick={() => setAsking(true)} aria-label={`Discard the workspace of ${name}`}>
          Discard
        </Button>
      )}
      {restoring.error !== null && (
        <span role="alert" className="text-bad text-[12px]">
          {wordsOf(restoring.error)}
        </span>
      )}
      {asking && <Discard workspace={workspace} name={name} onClose={() => setAsking(false)} />}
    </div>
  );
}

function Resolve({ task }: { task: Task }) {
  const going = useResolve(task);
  return (
    <>
      <Button kind="hot" size="small" busy={going.isPending || going.isSuccess} onClick={() => going.mutate()}>
        Let the agent resolve it
      </Button>
      {going.error !== null && (
        <span role="alert" className="text-bad text-[12px]">
          {wordsOf(going.error)}
        </span>
      )}
    </>
  );
}
