import { wordsOf } from '@/api/problem';
import type { Workspace } from '@/api/types';
import { note } from '@/lib/note';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Trouble } from '@/ui/page';
import { useDiscard } from './data';
import { leavesOf } from './words';

/** Says what is kept before anything goes. */
export function Discard({ workspace, name, onClose }: { workspace: Workspace; name: string; onClose: () => void }) {
  const discarding = useDiscard(workspace.task, () => {
    note({ words: `The workspace of ${name} goes as soon as its worker hears of it.` });
    onClose();
  });
  return (
    <Dialog open onClose={onClose} title={`Discard the workspace of ${name}?`} words={leavesOf(workspace)}>
      <code className="block rounded-lg bg-sunk border border-line px-2.5 py-2 font-mono text-[12px] [overflow-wrap:anywhere]">{workspace.path}</code>
      {workspace.dirty && <p className="mt-3 text-[13px]">It has work that is in no commit. It may also be in use.</p>}
      {discarding.error !== null && <Trouble words={wordsOf(discarding.error)} onRetry={() => discarding.mutate(undefined)} />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button kind="bad" busy={discarding.isPending} onClick={() => discarding.mutate(undefined)}>
          Discard
        </Button>
      </div>
    </Dialog>
  );
}
