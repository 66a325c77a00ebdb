import { expect, test } from 'vitest';
import type { Card } from './model';
import { acts, after, land, movedWords, rule } from './rule';
import { among, indexAt, lineTop, pitch, withOwn } from './size';

const card = (number: number, more: Partial<Card> = {}): Card => ({ number, title: `Task ${number}`, status: 'queued', priority: 'normal', project: 0, at: 1000, ...more });
const known = (...cards: Card[]) => new Map(cards.map((one) => [one.number, one]));

test.each([
  ['backlog', 'queued', 'enqueue'],
  ['queued', 'backlog', 'park'],
  ['failed', 'queued', 'retry'],
  ['failed', 'backlog', 'reset'],
  ['review', 'queued', 'request-changes'],
  ['review', 'done', 'approve'],
  ['review', 'backlog', 'reset'],
  ['done', 'queued', 'continue'],
  ['cancelled', 'queued', 'enqueue'],
  ['queued', 'queued', null],
  ['backlog', 'backlog', null],
] as const)('a card of %s put into %s: %s', (status, column, act) => {
  expect(rule(card(1, { status }), column)).toEqual({ act });
});

test.each([
  ['queued', 'running'],
  ['backlog', 'review'],
  ['backlog', 'done'],
  ['running', 'queued'],
  ['running', 'done'],
  ['merging', 'done'],
  ['review', 'review'],
  ['done', 'done'],
  ['done', 'backlog'],
  ['failed', 'running'],
] as const)('a card of %s cannot be put into %s, and the reason is a sentence', (status, column) => {
  const found = rule(card(1, { status }), column);
  expect('no' in found && found.no).toMatch(/^.+\.$/);
});

test('what a drop does is among what a menu offers', () => {
  for (const status of ['backlog', 'queued', 'running', 'review', 'merging', 'done', 'failed', 'cancelled'] as const)
    for (const column of ['backlog', 'queued', 'running', 'review', 'done'] as const) {
      const found = rule(card(1, { status }), column);
      if ('act' in found && found.act !== null) expect(acts(card(1, { status }))).toContain(found.act);
    }
});

test('a running card that is cancelled is only asked to stop', () => {
  const one = card(1, { status: 'running', worker: 'anvil' });
  expect(after(one, 'cancel')).toBe(one);
  expect(after(card(1), 'cancel').status).toBe('cancelled');
});

test('in the backlog a card stands where it is dropped', () => {
  const cards = known(card(1, { status: 'backlog', priority: 'low' }), card(2, { status: 'backlog' }), card(9, { status: 'backlog', priority: 'urgent' }));
  const own = cards.get(9)!;
  expect(land(own, 'backlog', [1, 2], 1, cards)).toEqual({ index: 1, place: { after: 1, before: 2 }, anchor: { after: 1 }, priority: null });
  expect(land(own, 'backlog', [1, 2], 0, cards).anchor).toEqual({ before: 1 });
  expect(land(own, 'backlog', [1, 2], 99, cards)).toMatchObject({ index: 2, anchor: { after: 2 } });
  expect(land(own, 'backlog', [], 0, cards).anchor).toBeNull();
});

test('in the queue it takes the priority of those it is put among', () => {
  const cards = known(card(1, { priority: 'urgent' }), card(2, { priority: 'urgent' }), card(3, { priority: 'low' }), card(9));
  const own = cards.get(9)!;
  expect(land(own, 'queued', [1, 2, 3], 1, cards)).toMatchObject({ index: 1, priority: 'urgent', anchor: { after: 1 } });
  expect(land(own, 'queued', [1, 2, 3], 3, cards)).toMatchObject({ index: 3, priority: 'low', anchor: { after: 3 } });
});

test('between two priorities it keeps its own, and no neighbour need be named', () => {
  const cards = known(card(1, { priority: 'urgent' }), card(3, { priority: 'low' }), card(9));
  expect(land(cards.get(9)!, 'queued', [1, 3], 1, cards)).toMatchObject({ priority: null, anchor: null });
});

test('what can start never stands behind what cannot', () => {
  const cards = known(card(1), card(2, { waits_on: 1 }), card(3, { manual: true }), card(9), card(8, { waits_on: 1 }));
  expect(land(cards.get(9)!, 'queued', [1, 2, 3], 3, cards).index).toBe(1);
  expect(land(cards.get(8)!, 'queued', [1, 2, 3], 0, cards).index).toBe(1);
});

test('what is said names the place, and the priority when it changed', () => {
  const own = card(9);
  const landing = { index: 2, place: null, anchor: null, priority: 'high' } as const;
  expect(movedWords(own, 'queued', landing, 20)).toBe('T-9: Queued, position 3 of 20, now High');
  expect(movedWords(own, 'done', { ...landing, priority: null }, 20)).toBe('T-9: Done');
});

test('the place under the pointer is arithmetic', () => {
  expect(pitch('cozy')).toBe(98);
  expect(indexAt(0, 10, 'cozy')).toBe(0);
  expect(indexAt(6 + 98 * 3 + 10, 10, 'cozy')).toBe(3);
  expect(indexAt(1e6, 10, 'cozy')).toBe(10);
  expect(indexAt(6 + 44 * 2, 10, 'compact')).toBe(2);
  expect(lineTop(1, 'cozy') - lineTop(0, 'cozy')).toBe(98);
});

test('an index in a list that has the card itself is one less below it', () => {
  expect(among(3, 1)).toBe(2);
  expect(among(1, 3)).toBe(1);
  expect(among(2, -1)).toBe(2);
  expect(withOwn(among(3, 1), 1)).toBe(3);
});
