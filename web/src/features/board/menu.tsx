import { PRIORITIES, PRIORITY_WORDS } from '@/api/eye';
import { note } from '@/lib/note';
import { Menu, type MenuItem } from '@/ui/menu';
import { addressOf } from './card';
import { act, drop, meant, setPriority, without } from './deed';
import { close, open, useDesk } from './desk';
import { focusCard } from './focus';
import { isByHand, nameOf } from './model';
import { ACT_WORDS, acts, mainAct } from './rule';
import { cardIn, columnHolding, useBoard } from './store';

/** The one menu of all cards: by right click, by the dots, by the key `.`. */
export function CardMenu({ onVisit }: { onVisit: (number: number) => void }) {
  const opened = useDesk((desk) => desk.opened);
  const number = opened?.kind === 'menu' ? opened.number : null;
  const items = useItems(number, onVisit);
  if (opened?.kind !== 'menu') return null;
  return (
    <Menu label={nameOf(opened.number)} items={items} open onOpen={(now) => !now && closeMenu()} onLeft={() => useDesk.getState().opened === null && focusCard(opened.number)}>
      <button type="button" tabIndex={-1} aria-label={`Menu of ${nameOf(opened.number)}`} className="fixed size-0" style={{ left: opened.x, top: opened.y }} />
    </Menu>
  );
}

/** Not what the chosen item opened meanwhile. */
function closeMenu(): void {
  if (useDesk.getState().opened?.kind === 'menu') close();
}

function useItems(number: number | null, onVisit: (number: number) => void): MenuItem[][] {
  const card = useBoard((board) => (number === null ? undefined : cardIn(board, number)));
  const isPicked = useBoard((board) => number !== null && board.picked.has(number));
  if (number === null || card === undefined) return [];
  const some = meant(number);
  const column = columnHolding(number);
  const main = mainAct(card);
  const toEdge = (last: boolean) => column !== null && drop(number, column, last ? without(column, number).length : 0);
  const order: MenuItem[] = [
    { words: 'Move to…', hint: 'M', run: () => open({ kind: 'move', number }) },
    ...(column !== null && isByHand(column) ? [{ words: 'To the top', run: () => void toEdge(false) }, { words: 'To the bottom', run: () => void toEdge(true) }] : []),
    { words: isPicked ? 'Take out of the selection' : 'Select', hint: 'X', run: () => toggle(number) },
  ];
  return [
    [
      { words: card.ask == null ? 'Open' : 'Answer', hint: '↵', run: () => onVisit(number) },
      { words: 'Copy link', run: () => copy(number) },
    ],
    acts(card).map((one) => ({ words: ACT_WORDS[one], ...(one === main ? { hint: 'E' } : {}), bad: one === 'cancel' || one === 'reset', run: () => act(some, one) })),
    order,
    PRIORITIES.map((one, place) => ({ words: PRIORITY_WORDS[one], hint: `P ${place + 1}`, checked: card.priority === one, run: () => setPriority(some, one) })),
  ].filter((group) => group.length > 0);
}

function toggle(number: number): void {
  const picked = new Set(useBoard.getState().picked);
  if (!picked.delete(number)) picked.add(number);
  useBoard.setState({ picked });
}

function copy(number: number): void {
  const failed = () => note({ words: `The link could not be copied: ${addressOf(number)}`, bad: true });
  if (navigator.clipboard === undefined) failed(); // plain http from another machine
  else void navigator.clipboard.writeText(addressOf(number)).then(() => note({ words: 'The link is copied' }), failed);
}
