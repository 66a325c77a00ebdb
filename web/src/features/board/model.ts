import { PRIORITIES } from '@/api/eye';
import type { Ask, Board, Card as Wire, Priority, TaskStatus } from '@/api/types';

/** What the board is made of. The server leaves out of a card what is as usual, so most of it may be missing. */

type Always = 'number' | 'title' | 'status' | 'priority' | 'project' | 'at';
export type Card = Pick<Wire, Always> & Partial<Omit<Wire, Always>> & { paused?: boolean }; // its project is
export type Cards = ReadonlyMap<number, Card>;
export type BoardProject = Board['projects'][number];

/** The server keeps an order for each of these. */
export const LISTS = ['backlog', 'queued', 'running', 'review', 'done', 'failed', 'cancelled'] as const;
export type List = (typeof LISTS)[number];
export type Order = Readonly<Record<List, readonly number[]>>;

/** Five columns for the eye: what failed stays where it failed, what was cancelled lies below what is done. */
export const COLUMNS = ['backlog', 'queued', 'running', 'review', 'done'] as const;
export type Column = (typeof COLUMNS)[number];
export type Columns = Readonly<Record<Column, readonly number[]>>;
export const FOLDS: Partial<Record<Column, List>> = { running: 'failed', done: 'cancelled' };

export const COLUMN_WORDS: Record<Column, string> = { backlog: 'Backlog', queued: 'Queued', running: 'Running', review: 'Review', done: 'Done' };

export const listOf = (status: TaskStatus): List => (status === 'merging' ? 'review' : status);

export function columnOf(status: TaskStatus): Column {
  if (status === 'failed') return 'running';
  if (status === 'cancelled') return 'done';
  return status === 'merging' ? 'review' : status;
}

export const isColumn = (name: unknown): name is Column => COLUMNS.some((one) => one === name);

/** Only these two are put in order by hand. */
export const isByHand = (list: List): list is 'backlog' | 'queued' => list === 'backlog' || list === 'queued';

export const rank = (priority: Priority): number => PRIORITIES.indexOf(priority);

/** A queued card that no claim would take now: it stands behind those that one would. */
export const isHeld = (card: Card): boolean => (card.waits_on ?? 0) > 0 || card.not_before != null || card.resting === true || card.manual === true || card.paused === true;

export const nameOf = (number: number): string => `T-${number}`;

const sameAsk = (a: Ask | null | undefined, b: Ask | null | undefined): boolean => a === b || (a != null && b != null && a.id === b.id && a.text === b.text && a.at === b.at && a.kind === b.kind);
const sameWords = (a: readonly string[] = [], b: readonly string[] = []): boolean => a === b || (a.length === b.length && a.every((one, place) => one === b[place]));
const PLAIN = ['number', 'title', 'status', 'priority', 'project', 'at', 'type', 'agent', 'worker', 'waits_on', 'not_before', 'reason', 'added', 'removed', 'files', 'cost', 'tokens', 'attempt', 'resting', 'parked', 'manual', 'paused'] as const;

/** Two cards that look alike: the old one is kept then, and nothing is drawn again. */
export function isSame(a: Card, b: Card): boolean {
  return PLAIN.every((name) => a[name] === b[name]) && sameAsk(a.ask, b.ask) && sameWords(a.labels, b.labels);
}

/** The pause of a project holds its cards, when they are queued. */
export const known = (cards: readonly Card[], projects: readonly BoardProject[]): readonly Card[] =>
  projects.some((one) => one.paused) ? cards.map((card) => (projects[card.project]?.paused ? { ...card, paused: true } : card)) : cards;
