import { X } from 'lucide-react';
import { PRIORITIES, PRIORITY_WORDS } from '@/api/eye';
import { Button } from '@/ui/button';
import { Menu } from '@/ui/menu';
import { act, setPriority } from './deed';
import { nameOf } from './model';
import { letGo, send } from './send';
import { useBoard } from './store';

/** What the server refused. The card is back in its place; this stays until somebody decides. */
export function Refusals() {
  const refused = useBoard((board) => board.refused);
  return (
    <div role="alert" className="px-3 md:px-4">
      {refused.map(({ move, words }) => (
        <div key={move.wish.number} className="mb-1.5 rounded-lg border border-bad bg-badsoft px-3 py-1.5 flex items-center gap-2 text-[13px]">
          <p className="flex-1">
            {nameOf(move.wish.number)} is back where it was. {words}
          </p>
          <Button kind="line" size="small" onClick={() => send(move)}>
            Retry
          </Button>
          <button type="button" aria-label={`Let go of the move of ${nameOf(move.wish.number)}`} onClick={() => letGo(move.wish.number)} className="size-7 grid place-items-center rounded-md hover:bg-sheet cursor-pointer">
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}

/** What can be done to all that are selected. */
export function Picked() {
  const picked = useBoard((board) => board.picked);
  if (picked.size === 0) return null;
  const some = [...picked];
  return (
    <div role="toolbar" aria-label="Selected cards" className="mx-3 md:mx-4 mb-2 rounded-xl border border-line2 bg-sheet px-3 h-11 shrink-0 flex items-center gap-1 overflow-x-auto text-[13px]">
      <span className="font-medium whitespace-nowrap mr-2">{picked.size} selected</span>
      <Button size="small" onClick={() => act(some, 'enqueue')}>
        Queue
      </Button>
      <Button size="small" onClick={() => act(some, 'park')}>
        Back to backlog
      </Button>
      <Button size="small" onClick={() => act(some, 'retry')}>
        Retry
      </Button>
      <Menu label="Priority" items={[PRIORITIES.map((one) => ({ words: PRIORITY_WORDS[one], run: () => setPriority(some, one) }))]}>
        <Button size="small">Priority</Button>
      </Menu>
      <Button size="small" onClick={() => act(some, 'cancel')}>
        Cancel…
      </Button>
      <span className="flex-1" />
      <Button size="small" onClick={() => useBoard.setState({ picked: new Set() })}>
        Clear
      </Button>
    </div>
  );
}
