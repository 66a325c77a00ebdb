import { PRIORITIES } from '@/api/eye';
import { type Binding, isTyping } from '@/lib/keys';
import { say } from '@/lib/say';
import { enqueueOrBack, meant, nudge, setPriority } from './deed';
import { open } from './desk';
import { focusCard, focusedCard, stopIn } from './focus';
import { carry, lift, putBack, setDown } from './lift';
import { COLUMNS, nameOf } from './model';
import { columnHolding, shown, useBoard } from './store';

/** The keys of the board. All act on the card that has the focus; a key elsewhere on the page is left alone. */

export interface Ways {
  visit: (number: number) => void;
  visitInTab: (number: number) => void;
  search: () => void; // into the field of words
}

const ARROWS: readonly (readonly [string, string | null, number, number, string])[] = [
  ['ArrowLeft', 'h', -1, 0, 'left'],
  ['ArrowDown', 'j', 0, 1, 'down'],
  ['ArrowUp', 'k', 0, -1, 'up'],
  ['ArrowRight', 'l', 1, 0, 'right'],
];

/** Acts on the focused card, and on nothing behind a menu, a dialog or a field. */
const onCard = (run: (number: number) => void) => (event: KeyboardEvent) => {
  const number = focusedCard();
  if (number === null || isTyping(event.target)) return;
  event.preventDefault();
  run(number);
};

const isLoose = (): boolean => document.activeElement === document.body || document.activeElement?.id === 'main';

function go(dx: number, dy: number): void {
  if (useBoard.getState().lift !== null) return carry(dx, dy);
  const number = focusedCard();
  const all = shown();
  const column = number === null ? null : columnHolding(number);
  if (number === null || column === null) {
    const stop = stopIn(all, useBoard.getState().focus);
    if (stop !== null) focusCard(stop);
    return;
  }
  const index = all[column].indexOf(number);
  if (dy !== 0) return focusAt(all[column], index + dy);
  const start = COLUMNS.indexOf(column);
  const ahead = COLUMNS.filter((one, place) => all[one].length > 0 && (dx > 0 ? place > start : place < start));
  const next = dx > 0 ? ahead[0] : ahead[ahead.length - 1];
  if (next !== undefined) focusAt(all[next], index);
}

function focusAt(list: readonly number[], index: number): void {
  const number = list[Math.max(0, Math.min(index, list.length - 1))];
  if (number !== undefined) focusCard(number);
}

const toEdge = (number: number, last: boolean) => {
  const column = columnHolding(number);
  if (column === null) return;
  const { lift: now } = useBoard.getState();
  const list = shown()[column];
  if (now === null) return focusAt(list, last ? list.length - 1 : 0);
  carry(0, last ? list.length : -list.length);
};

let from: number | null = null; // where a range begins

function pick(number: number, range: boolean): void {
  const picked = new Set(useBoard.getState().picked);
  const column = columnHolding(number);
  const list = column === null ? [] : shown()[column];
  const start = from === null ? -1 : list.indexOf(from);
  if (range && start >= 0) {
    const end = list.indexOf(number);
    for (const one of list.slice(Math.min(start, end), Math.max(start, end) + 1)) picked.add(one);
  } else if (!picked.delete(number)) picked.add(number);
  if (!range) from = number;
  useBoard.setState({ picked });
  say(picked.size === 0 ? 'Nothing selected' : `${nameOf(number)} ${picked.has(number) ? 'selected' : 'not selected'}, ${picked.size} in all`);
}

function menuAt(number: number): void {
  const box = document.activeElement?.getBoundingClientRect();
  open({ kind: 'menu', number, x: (box?.left ?? 0) + 24, y: (box?.top ?? 0) + 32 });
}

export function boardKeys(ways: Ways): Binding[] {
  const where = 'board';
  const move = (dx: number, dy: number) => (event: KeyboardEvent) => {
    if (isTyping(event.target) || (focusedCard() === null && !isLoose())) return;
    event.preventDefault();
    go(dx, dy);
  };
  return [
    ...ARROWS.flatMap(([arrow, letter, dx, dy, words]) => [arrow, letter].flatMap((keys) => (keys === null ? [] : [{ keys, where, words: `Go ${words}; with a lifted card, move it`, run: move(dx, dy) }]))),
    ...ARROWS.map(([arrow, , dx, dy, words]) => ({ keys: `Alt+Shift+${arrow}`, where, words: `Move the card one place ${words}`, run: onCard((number) => nudge(number, dx, dy)) })),
    { keys: 'Home', where, words: 'First card of the column', run: onCard((number) => toEdge(number, false)) },
    { keys: 'End', where, words: 'Last card of the column', run: onCard((number) => toEdge(number, true)) },
    { keys: 'Space', where, words: 'Lift the card; drop it', run: onCard((number) => (useBoard.getState().lift === null ? lift(number) : setDown())) },
    { keys: 'Escape', where, words: 'Put a lifted card back; select nothing', run: escape },
    { keys: 'Enter', where, words: 'Open the task', run: onCard((number) => (useBoard.getState().lift === null ? ways.visit(number) : setDown())) },
    { keys: '$mod+Enter', where, words: 'Open it in a new tab', run: onCard(ways.visitInTab) },
    { keys: 'm', where, words: 'Move to…', run: onCard((number) => open({ kind: 'move', number })) },
    { keys: 'e', where, words: 'Queue it, or send it back to the backlog', run: onCard((number) => enqueueOrBack(meant(number))) },
    { keys: 'x', where, words: 'Select', run: onCard((number) => pick(number, false)) },
    { keys: 'Shift+X', where, words: 'Select up to here', run: onCard((number) => pick(number, true)) },
    ...PRIORITIES.map((priority, place) => ({ keys: `p ${place + 1}`, where, words: `Priority: ${priority}`, run: onCard((number) => setPriority(meant(number), priority)) })),
    { keys: '.', where, words: 'The menu of the card', run: onCard(menuAt) },
    { keys: 'f', where, words: 'Filter', run: (event) => (event.preventDefault(), open({ kind: 'filter' })) },
    { keys: '/', where, words: 'Filter by words', run: (event) => (event.preventDefault(), ways.search()) },
  ];
}

function escape(event: KeyboardEvent): void {
  if (focusedCard() === null || isTyping(event.target)) return;
  if (putBack()) return event.preventDefault();
  if (useBoard.getState().picked.size === 0) return;
  useBoard.setState({ picked: new Set() });
  say('Nothing selected');
}
