import { useRouter } from '@tanstack/react-router';
import { ArrowUpRight, Check, Ellipsis, Inbox, MoveRight, Play, RotateCcw } from 'lucide-react';
import { useEffect } from 'react';
import { lookOfTask } from '@/api/eye';
import { act } from './deed';
import { open as openDesk } from './desk';
import { groundOf } from './face';
import { type Card, nameOf } from './model';
import { ACT_WORDS, type Act, acts } from './rule';
import { cardIn, useBoard } from './store';

export const COARSE = typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches; // a finger cannot hover

/** The small row over the last line of the card at hand: start, open, move, more. The keys do the same, so it is no tab stop. */
export function Row({ number, bottom, onVisit }: { number: number; bottom: number; onVisit: (number: number) => void }) {
  const router = useRouter();
  useEffect(() => {
    // its page is one press away
    router.preloadRoute({ to: '/tasks/$number', params: { number: String(number) } }).catch(() => undefined);
  }, [router, number]);
  const card = useBoard((board) => (board.lift === null ? cardIn(board, number) : undefined));
  if (card === undefined) return null;
  const first = starting(card);
  const name = nameOf(number);
  const open = () => onVisit(number);
  return (
    <div data-near={number} className="absolute right-4.5 flex rounded-lg border border-line" style={{ top: bottom - 35, background: groundOf(lookOfTask(card.status, card.ask != null)) }}>
      {card.ask != null ? (
        <Small label={`Answer ${name}`} icon={Inbox} onPress={open} />
      ) : (
        first !== null && <Small label={`${ACT_WORDS[first].replace('…', '')}: ${name}`} icon={ICONS[first] ?? Play} onPress={() => act([number], first)} />
      )}
      <Small label={`Open ${name}`} icon={ArrowUpRight} onPress={open} />
      <Small label={`Move ${name}`} icon={MoveRight} onPress={() => openDesk({ kind: 'move', number })} />
      <Small label={`More for ${name}`} icon={Ellipsis} onPress={(box) => openMenu(number, box)} />
    </div>
  );
}

/** Where nothing can hover, the way to the menu is always there. */
export function More({ number }: { number: number }) {
  return (
    <div className="absolute right-3 bottom-1">
      <Small label={`More for ${nameOf(number)}`} icon={Ellipsis} onPress={(box) => openMenu(number, box)} />
    </div>
  );
}

const openMenu = (number: number, box: DOMRect) => openDesk({ kind: 'menu', number, x: box.left, y: box.bottom });

const ICONS: Partial<Record<Act, typeof Play>> = { retry: RotateCcw, approve: Check };
const STARTS: readonly Act[] = ['enqueue', 'retry', 'approve', 'run-now'];

function starting(card: Card): Act | null {
  const can = acts(card);
  return STARTS.find((one) => can.includes(one)) ?? null;
}

function Small({ label, icon: Icon, onPress }: { label: string; icon: typeof Play; onPress: (box: DOMRect) => void }) {
  return (
    <button type="button" tabIndex={-1} aria-label={label} title={label} onClick={(event) => onPress(event.currentTarget.getBoundingClientRect())} className="size-7 grid place-items-center rounded-md text-ink2 hover:bg-sunk hover:text-ink cursor-pointer">
      <Icon size={14} aria-hidden />
    </button>
  );
}
