import { flushSync } from 'react-dom';
import { say } from '@/lib/say';
import { drop, nextColumn } from './deed';
import { focusCard } from './focus';
import { COLUMN_WORDS, type Column, columnOf, isByHand, nameOf } from './model';
import { after, land, rule } from './rule';
import { columnHolding, restingCard, shown, useBoard } from './store';

/** Carrying a card by keys: lifted, moved about on this page only, and dropped, which is what is sent. */

export function lift(number: number): void {
  const card = restingCard(number);
  const column = columnHolding(number);
  if (card === undefined || column === null) return;
  if (card.status === 'running' || card.status === 'merging') {
    const ruling = rule(card, 'queued');
    return say('no' in ruling ? ruling.no : '');
  }
  const all = shown()[column];
  const index = all.indexOf(number);
  flushSync(() => useBoard.setState({ lift: { column, wish: { number, card, place: isByHand(column) ? { after: all[index - 1] ?? null, before: all[index + 1] ?? null } : null } } }));
  focusCard(number);
  say(`${nameOf(number)} lifted. ${where(column, index, all.length)}. Arrow keys move it, Space drops it, Escape puts it back.`);
}

const where = (column: Column, index: number, many: number): string => (isByHand(column) ? `${COLUMN_WORDS[column]}, position ${index + 1} of ${many}` : COLUMN_WORDS[column]);

export function carry(dx: number, dy: number): void {
  const { lift: now, cards } = useBoard.getState();
  if (now === null) return;
  const { number } = now.wish;
  const origin = restingCard(number);
  if (origin === undefined) return;
  const to = dx === 0 ? now.column : nextColumn(origin, now.column, dx);
  if (to === null) return;
  const index = shown()[now.column].indexOf(number);
  if (dx === 0 && !isByHand(to)) return say(`${COLUMN_WORDS[to]} is not put in order by hand.`);
  const ruling = rule(origin, to);
  const act = 'act' in ruling ? ruling.act : null;
  const rest = shown()[to].filter((one) => one !== number);
  const moved = act === null ? origin : after(origin, act);
  const landing = land(moved, to, rest, dx === 0 ? index + dy : Math.min(index, rest.length), cards);
  const card = landing.priority === null ? moved : { ...moved, priority: landing.priority };
  flushSync(() => useBoard.setState({ lift: { column: to, wish: { number, card, place: landing.place } } }));
  focusCard(number);
  say(`${nameOf(number)}: ${where(to, landing.index, rest.length + 1)}${landing.priority === null ? '' : `, ${landing.priority} priority`}`);
}

export function setDown(): void {
  const { lift: now } = useBoard.getState();
  if (now === null) return;
  const { number } = now.wish;
  const index = shown()[now.column].indexOf(number);
  const home = restingCard(number);
  flushSync(() => useBoard.setState({ lift: null }));
  const stays = home !== undefined && columnOf(home.status) === now.column && (!isByHand(now.column) || shown()[now.column].indexOf(number) === index);
  if (stays) say(`${nameOf(number)} dropped where it was.`);
  else if (drop(number, now.column, index)) performance.mark('drop-done');
  focusCard(number);
}

export function putBack(): boolean {
  const { lift: now } = useBoard.getState();
  if (now === null) return false;
  flushSync(() => useBoard.setState({ lift: null }));
  focusCard(now.wish.number);
  say(`${nameOf(now.wish.number)} put back.`);
  return true;
}
