import { PRIORITY_WORDS, lookOfTask } from '@/api/eye';
import type { Priority } from '@/api/types';
import { type Card, type Cards, COLUMN_WORDS, type Column, columnOf, isByHand, isHeld, nameOf, rank } from './model';
import type { Place, Wish } from './order';

/** What a person may do to a card (docs/state.md), and what a drop therefore means. */

export type Act = 'enqueue' | 'park' | 'run-now' | 'retry' | 'reset' | 'cancel' | 'approve' | 'accept' | 'continue' | 'request-changes';

const ACTS: Record<Card['status'], readonly Act[]> = {
  backlog: ['enqueue', 'run-now', 'cancel'],
  queued: ['run-now', 'park', 'cancel'],
  running: ['cancel'],
  review: ['approve', 'request-changes', 'accept', 'reset', 'cancel'],
  merging: [],
  done: ['continue'],
  failed: ['retry', 'continue', 'reset', 'cancel'],
  cancelled: ['enqueue', 'reset'],
};

const TO: Record<Act, Card['status']> = {
  enqueue: 'queued',
  park: 'backlog',
  'run-now': 'queued',
  retry: 'queued',
  reset: 'backlog',
  cancel: 'cancelled',
  approve: 'merging',
  accept: 'done',
  continue: 'queued',
  'request-changes': 'queued',
};

export const ACT_WORDS: Record<Act, string> = {
  enqueue: 'Queue it',
  park: 'Back to backlog',
  'run-now': 'Run now',
  retry: 'Retry',
  reset: 'Start over…',
  cancel: 'Cancel…',
  approve: 'Approve and merge…',
  accept: 'Accept without a merge…',
  continue: 'Go on with it…',
  'request-changes': 'Request changes…',
};

export const DONE_WORDS: Record<Act, string> = {
  enqueue: 'queued',
  park: 'back in the backlog',
  'run-now': 'runs next, past the order',
  retry: 'queued again',
  reset: 'starts over, in the backlog',
  cancel: 'cancelled',
  approve: 'approved, merging',
  accept: 'accepted',
  continue: 'queued to go on',
  'request-changes': 'sent back with what to change',
};

/** These are asked about, or need words, before anything is sent. */
const ASKS = new Set<Act>(['reset', 'cancel', 'approve', 'accept', 'continue', 'request-changes']);
export const asksFirst = (act: Act): boolean => ASKS.has(act);

export const acts = (card: Card): readonly Act[] => ACTS[card.status];

/** How the card will look; a running one is only asked to stop. */
export function after(card: Card, act: Act): Card {
  if (act === 'cancel' && card.status === 'running') return card;
  const { worker: _worker, ask: _ask, reason: _reason, ...rest } = card;
  return { ...rest, status: TO[act], at: Math.floor(Date.now() / 1000) };
}

/** The one act that the key E and the first button of a card stand for. */
export function mainAct(card: Card): Act | null {
  const [first] = acts(card).filter((one) => ['enqueue', 'park', 'retry'].includes(one));
  return first ?? null;
}

export type Ruling = { act: Act | null } | { no: string };

const BY_DROP: Partial<Record<Card['status'], Partial<Record<Column, Act>>>> = {
  backlog: { queued: 'enqueue' },
  queued: { backlog: 'park' },
  review: { backlog: 'reset', queued: 'request-changes', done: 'approve' },
  failed: { backlog: 'reset', queued: 'retry' },
  done: { queued: 'continue' },
  cancelled: { backlog: 'reset', queued: 'enqueue' },
};

/** What it means to put a card into a column, or in words why that cannot be. */
export function rule(card: Card, column: Column): Ruling {
  const act = BY_DROP[card.status]?.[column];
  if (act !== undefined) return { act };
  const name = nameOf(card.number);
  if (column === columnOf(card.status)) return isByHand(column) && card.status === column ? { act: null } : { no: ordered(column) };
  if (card.status === 'running') return { no: `${name} is at work. Stop it first, from its menu.` };
  if (card.status === 'merging') return { no: `${name} is being merged.` };
  if (column === 'running') return { no: `Agents take work out of Queued. ${name} cannot be put into Running by hand.` };
  if (column === 'review') return { no: `${name} comes to Review when an agent has ended its work.` };
  return { no: `${name} is in ${lookOfTask(card.status).words}: from there it cannot go to ${COLUMN_WORDS[column]}.` };
}

function ordered(column: Column): string {
  const why = { backlog: 'by hand', queued: 'by hand', running: 'by who needs you, then by age', review: 'by priority, then by age', done: 'with the newest first' }[column];
  return `${COLUMN_WORDS[column]} is in order ${why}.`;
}

/** A wish with what the server is told of it. */
export interface Move {
  wish: Wish;
  act: Act | null;
  text?: string; // what an act says to the agent
  anchor: { after: number } | { before: number } | null; // beside whom, by number
  priority: Priority | null;
}

/** Where a card comes to stand when it is put at `index` of the column, which is given without it. */
export interface Landing {
  index: number; // it may be another than asked: what cannot start yet stands behind what can
  place: Place | null;
  anchor: { after: number } | { before: number } | null; // how the server is told; null: its rule leads there anyway
  priority: Priority | null; // it takes that of its neighbours, as the queue is in order of priority
}

export function land(card: Card, column: Column, rest: readonly number[], index: number, cards: Cards): Landing {
  if (!isByHand(column)) return { index: 0, place: null, anchor: null, priority: null };
  const at = column === 'queued' ? zoned(card, rest, index, cards) : Math.max(0, Math.min(index, rest.length));
  const [prev, next] = [near(rest[at - 1], card, column, cards), near(rest[at], card, column, cards)];
  const priority = column === 'queued' ? fitting(card.priority, prev, next) : card.priority;
  const fits = (other: Card | undefined): other is Card => other !== undefined && (column === 'backlog' || other.priority === priority);
  const anchor = fits(prev) ? { after: prev.number } : fits(next) ? { before: next.number } : null;
  return {
    index: at,
    place: { after: rest[at - 1] ?? null, before: rest[at] ?? null },
    anchor,
    priority: priority === card.priority ? null : priority,
  };
}

/** A neighbour in the same zone of the column. */
function near(number: number | undefined, card: Card, column: Column, cards: Cards): Card | undefined {
  const other = number === undefined ? undefined : cards.get(number);
  return other !== undefined && column === 'queued' && isHeld(other) !== isHeld(card) ? undefined : other;
}

function zoned(card: Card, rest: readonly number[], index: number, cards: Cards): number {
  const held = rest.findIndex((one) => {
    const other = cards.get(one);
    return other !== undefined && isHeld(other);
  });
  const border = held < 0 ? rest.length : held;
  return isHeld(card) ? Math.max(border, Math.min(index, rest.length)) : Math.max(0, Math.min(index, border));
}

function fitting(own: Priority, prev: Card | undefined, next: Card | undefined): Priority {
  if (prev !== undefined && rank(own) < rank(prev.priority)) return prev.priority;
  if (next !== undefined && rank(own) > rank(next.priority)) return next.priority;
  return own;
}

/** "T-5 moved to Queued, position 3 of 20, now High": what is said when it is done. */
export function movedWords(card: Card, column: Column, landing: Landing, many: number): string {
  const to = isByHand(column) ? `${COLUMN_WORDS[column]}, position ${landing.index + 1} of ${many}` : COLUMN_WORDS[column];
  return `${nameOf(card.number)}: ${to}${landing.priority === null ? '' : `, now ${PRIORITY_WORDS[landing.priority]}`}`;
}
