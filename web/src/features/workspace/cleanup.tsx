import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import { many } from '@/lib/number';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Tick } from '@/ui/field';
import { Trouble } from '@/ui/page';
import { useCleanup } from './data';

/** Of tasks that have ended. What is left alone is said with why. */
export function Cleanup({ project, onClose }: { project: { id: string; name: string } | undefined; onClose: () => void }) {
  const [unmerged, setUnmerged] = useState(false);
  const cleaning = useCleanup(project?.id ?? null);
  const answer = cleaning.data;
  const left = new Map<string, number>();
  for (const why of Object.values(answer?.left ?? {})) left.set(why, (left.get(why) ?? 0) + 1);
  return (
    <Dialog open onClose={onClose} title="Clean up" words={`Workspaces of tasks that have ended${project === undefined ? '' : ` in ${project.name}`} go from the workers' disks. What they hold is kept under snapshots.`}>
      {answer === undefined ? (
        <>
          <Tick label="Also those with unmerged work" hint="Their work is in no target yet. It can be restored from its snapshot." checked={unmerged} onChange={(event) => setUnmerged(event.target.checked)} />
          {cleaning.error !== null && <Trouble words={wordsOf(cleaning.error)} onRetry={() => cleaning.mutate(unmerged)} />}
          <div className="mt-4 flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button kind="solid" busy={cleaning.isPending} onClick={() => cleaning.mutate(unmerged)} data-autofocus>
              Clean up
            </Button>
          </div>
        </>
      ) : (
        <div role="status" className="text-[13px]">
          <p>{answer.count === 0 ? 'There was nothing to remove.' : `${many(answer.count, 'workspace')} ${answer.count === 1 ? 'goes' : 'go'} as soon as the workers hear of it.`}</p>
          {left.size > 0 && (
            <ul aria-label="Left alone" className="mt-2 text-ink2">
              {[...left].map(([why, n]) => (
                <li key={why}>
                  {many(n, 'workspace')} left alone: {why}
                </li>
              ))}
            </ul>
          )}
          <div className="mt-4 flex justify-end">
            <Button kind="line" onClick={onClose}>
              Close
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
