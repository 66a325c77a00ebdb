import { PRIORITY_WORDS } from '@/api/eye';
import type { Priority } from '@/api/types';
import { note } from '@/lib/note';
import { say } from '@/lib/say';
import { many } from '@/lib/number';
import { open } from './desk';
import { focusCard } from './focus';
import { type Card, COLUMN_WORDS, type Column, columnOf, COLUMNS, nameOf } from './model';
import { type Act, acts, after, asksFirst, DONE_WORDS, land, mainAct, movedWords, type Move, rule } from './rule';
import { send } from './send';
import { cardOf, columnHolding, shown, useBoard } from './store';

/** What a person does on the board, by pointer, by key or by menu: each ends in one of these. */

export function cannot(words: string): void {
  say(words);
  note({ words, bad: true });
}

/** The columns without the card, for whoever asks where it would stand. */
export const without = (column: Column, number: number): readonly number[] => shown()[column].filter((one) => one !== number);

/** Puts a card into a column, at an index among the others of it. */
export function drop(number: number, column: Column, index: number): boolean {
  const card = useBoard.getState().cards.get(number);
  const now = cardOf(number);
  if (card === undefined || now === undefined) return false;
  const ruling = rule(now, column);
  if ('no' in ruling) {
    cannot(ruling.no);
    return false;
  }
  if (ruling.act !== null && asksFirst(ruling.act)) {
    open({ kind: 'act', act: ruling.act, numbers: [number] });
    return false;
  }
  const rest = without(column, number);
  const landing = land(now, column, rest, index, useBoard.getState().cards);
  const stays = ruling.act === null && shown()[column].indexOf(number) === landing.index;
  if (stays) return false;
  const moved = ruling.act === null ? now : after(now, ruling.act);
  const wished = landing.priority === null ? moved : { ...moved, priority: landing.priority };
  send({ wish: { number, card: wished, place: landing.place }, act: ruling.act, anchor: landing.anchor, priority: landing.priority });
  say(movedWords(card, column, landing, rest.length + 1));
  return true;
}

/** An act of the menu or of a key; asks first where it must. */
export function act(numbers: readonly number[], what: Act): void {
  const able = numbers.filter((one) => can(one, what));
  if (able.length === 0) return cannot(numbers.length === 1 ? `${nameOf(numbers[0]!)}: that is not possible now.` : 'That is not possible for any of them now.');
  if (asksFirst(what)) open({ kind: 'act', act: what, numbers: able });
  else perform(able, what);
}

const can = (number: number, what: Act): boolean => {
  const card = cardOf(number);
  return card !== undefined && acts(card).includes(what);
};

export function perform(numbers: readonly number[], what: Act, text?: string): void {
  for (const number of numbers) {
    const card = cardOf(number);
    if (card === undefined) continue;
    const move: Move = { wish: { number, card: after(card, what), place: null }, act: what, anchor: null, priority: null };
    send(text === undefined ? move : { ...move, text });
  }
  const first = numbers[0];
  const stopping = first !== undefined && what === 'cancel' && cardOf(first)?.status === 'running';
  const who = numbers.length === 1 && first !== undefined ? nameOf(first) : many(numbers.length, 'task');
  say(`${who}: ${stopping ? 'asked to stop' : DONE_WORDS[what]}`);
}

/** E: into the queue, or back out of it. */
export function enqueueOrBack(numbers: readonly number[]): void {
  const by = new Map<Act, number[]>();
  for (const number of numbers) {
    const card = cardOf(number);
    const what = card === undefined ? null : mainAct(card);
    if (what !== null) by.set(what, [...(by.get(what) ?? []), number]);
  }
  if (by.size === 0) cannot(numbers.length === 1 ? `${nameOf(numbers[0]!)} can be neither queued nor sent back now.` : 'None of them can be queued or sent back now.');
  for (const [what, some] of by) perform(some, what);
}

export function setPriority(numbers: readonly number[], priority: Priority): void {
  for (const number of numbers) {
    const card = cardOf(number);
    if (card === undefined || card.priority === priority) continue;
    send({ wish: { number, card: { ...card, priority }, place: null }, act: null, anchor: null, priority });
  }
  say(`${numbers.length === 1 ? nameOf(numbers[0]!) : many(numbers.length, 'task')}: ${PRIORITY_WORDS[priority]} priority`);
}

/** Those that an act is for: the chosen ones when the card is one of them, else the card. */
export function meant(number: number): readonly number[] {
  const { picked } = useBoard.getState();
  return picked.has(number) ? [...picked] : [number];
}

/** One place on, at once. */
export function nudge(number: number, dx: number, dy: number): void {
  const column = columnHolding(number);
  const card = cardOf(number);
  if (column === null || card === undefined) return;
  const to = dx === 0 ? column : nextColumn(card, column, dx);
  if (to === null) return;
  const index = shown()[column].indexOf(number);
  const ruling = rule(card, to);
  if ('no' in ruling) return cannot(ruling.no);
  drop(number, to, dx === 0 ? index + dy : Math.min(index, shown()[to].length));
  focusCard(number);
}

/** The next column that takes the card; says why not when there is none. */
export function nextColumn(card: Card, from: Column, dx: number): Column | null {
  const start = COLUMNS.indexOf(from);
  const ahead = COLUMNS.filter((_, place) => (dx > 0 ? place > start : place < start));
  const home = columnOf(card.status); // back to where it came from is always possible
  const found = (dx > 0 ? ahead : ahead.toReversed()).find((one) => one === home || 'act' in rule(card, one));
  if (found !== undefined) return found;
  const [first] = dx > 0 ? ahead : ahead.toReversed();
  const ruling = first === undefined ? null : rule(card, first);
  say(ruling !== null && 'no' in ruling ? ruling.no : `${COLUMN_WORDS[from]} is the ${dx > 0 ? 'last' : 'first'} column.`);
  return null;
}
