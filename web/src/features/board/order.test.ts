import { expect, test } from 'vitest';
import type { Card } from './model';
import { columns, insert, patch, put, split, type View } from './order';

const card = (number: number, more: Partial<Card> = {}): Card => ({ number, title: `Task ${number}`, status: 'queued', priority: 'normal', project: 0, at: 1000, ...more });
const board = (...cards: Card[]) => ({ cards: new Map(cards.map((one) => [one.number, one])), order: split(cards) });
const view = (more: Partial<View>, ...cards: Card[]): View => ({ ...board(...cards), wishes: [], shows: null, open: new Set(), ...more });

test('the one list of the server becomes a list for each state, merging with review', () => {
  const { order } = board(card(4, { status: 'backlog' }), card(2), card(1), card(3, { status: 'review' }), card(5, { status: 'merging' }));
  expect(order).toMatchObject({ backlog: [4], queued: [2, 1], review: [3, 5], done: [] });
});

test('a list that did not change stays the same object', () => {
  const cards = [card(2), card(1), card(3, { status: 'done' })];
  const old = split(cards);
  const now = split([card(2), card(1), card(4, { status: 'done' })], old);
  expect(now.queued).toBe(old.queued);
  expect(now.done).toEqual([4]);
});

test('a queued card stands behind those of its priority, and before those that cannot start', () => {
  const cards = [card(1, { priority: 'high' }), card(2), card(5), card(3, { priority: 'low' }), card(4, { waits_on: 2 })];
  const { cards: known, order } = board(...cards);
  expect(insert(order.queued, card(9), known)).toEqual([1, 2, 5, 9, 3, 4]);
  expect(insert(order.queued, card(9, { priority: 'urgent' }), known)).toEqual([9, 1, 2, 5, 3, 4]);
  expect(insert(order.queued, card(9, { not_before: 9999 }), known)).toEqual([1, 2, 5, 3, 4, 9]);
});

test('who needs a person comes first in running, and the newest first in done', () => {
  const running = board(card(1, { status: 'running', at: 10 }), card(2, { status: 'running', at: 20 }));
  const asks = card(2, { status: 'running', at: 20, ask: { id: 'q', kind: 'question', text: 'Which?', at: 30 } });
  expect(patch(running, [2], [asks]).order.running).toEqual([2, 1]);
  const done = board(card(1, { status: 'done', at: 20 }), card(2, { status: 'done', at: 10 }));
  expect(patch(done, [3], [card(3, { status: 'done', at: 30 })]).order.done).toEqual([3, 1, 2]);
});

test('a card that was claimed leaves the queue without any doubt', () => {
  const found = patch(board(card(1), card(2)), [1], [card(1, { status: 'running', worker: 'anvil' })]);
  expect(found.order).toMatchObject({ queued: [2], running: [1] });
  expect(found.doubt).toBe(false);
});

test('a card that is gone is gone', () => {
  const found = patch(board(card(1), card(2)), [1], []);
  expect(found.cards.has(1)).toBe(false);
  expect(found.order.queued).toEqual([2]);
});

test('a card stands behind the one that the server names, and one that stands right is not touched', () => {
  const old = board(card(1), card(2), card(3));
  expect(patch(old, [1], [card(1)]).order.queued).toBe(old.order.queued);
  expect(patch(old, [3], [card(3, { after: 1 })])).toMatchObject({ doubt: false, order: { queued: [1, 3, 2] } });
  expect(patch(old, [3], [card(3)]).order.queued).toEqual([3, 1, 2]);
  expect(patch(old, [3], [card(3, { after: 1 })]).cards.get(3)).toBe(old.cards.get(3));
});

test('cards of other projects between it and the named one do not move it', () => {
  const old = board(card(1), card(2, { project: 1 }), card(3));
  expect(patch(old, [3], [card(3, { after: 1 })]).order.queued).toBe(old.order.queued);
});

test('behind a card that is not here its place is in doubt', () => {
  expect(patch(board(card(1), card(2)), [3], [card(3, { after: 9 })]).doubt).toBe(true);
  expect(patch(board(card(1), card(2)), [3], [card(3, { after: 2 })])).toMatchObject({ doubt: false, order: { queued: [1, 2, 3] } });
});

test('a card is put beside its neighbour, wherever that stands by now', () => {
  expect(put([1, 2, 3], 3, { after: 1, before: 2 })).toEqual([1, 3, 2]);
  expect(put([2, 1, 3], 3, { after: 1, before: 2 })).toEqual([2, 1, 3]);
  expect(put([1, 2, 3], 3, { after: null, before: 1 })).toEqual([3, 1, 2]);
  expect(put([1, 2, 3], 3, { after: 99, before: 2 })).toEqual([1, 3, 2]);
  expect(put([], 3, { after: null, before: null })).toEqual([3]);
});

test('a wish is drawn over what the server said, and gone without a trace when it is', () => {
  const cards = [card(1, { status: 'backlog' }), card(2), card(3)];
  const wish = { number: 1, card: card(1), place: { after: 2, before: 3 } };
  expect(columns(view({ wishes: [wish] }, ...cards))).toMatchObject({ backlog: [], queued: [2, 1, 3] });
  expect(columns(view({}, ...cards))).toMatchObject({ backlog: [1], queued: [2, 3] });
});

test('a wish keeps its place while other cards come and go', () => {
  const cards = [card(2), card(3), card(1)];
  const wish = { number: 1, card: card(1), place: { after: 2, before: 3 } };
  const news = patch(board(...cards), [4, 3], [card(4, { priority: 'urgent' })]);
  expect(columns({ ...news, wishes: [wish], shows: null, open: new Set() }).queued).toEqual([4, 2, 1]);
});

test('what failed stands below what runs, when it is unfolded', () => {
  const cards = [card(1, { status: 'running' }), card(2, { status: 'failed' })];
  expect(columns(view({}, ...cards)).running).toEqual([1]);
  expect(columns(view({ open: new Set(['failed']) }, ...cards)).running).toEqual([1, 2]);
});

test('the filter leaves cards out and the order alone', () => {
  expect(columns(view({ shows: (one) => one.number !== 2 }, card(3), card(2), card(1))).queued).toEqual([3, 1]);
});
