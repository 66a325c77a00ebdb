import { expect, test } from 'vitest';
import { filter, isFiltered, priorities, toggled } from './filter';
import type { Card } from './model';

const card = (more: Partial<Card> = {}): Card => ({ number: 12, title: 'Harden the prompt', status: 'queued', priority: 'high', project: 0, at: 1, ...more });

test('without a wish no card is looked at', () => {
  expect(filter({})).toBeNull();
  expect(filter({ q: '  ', project: 'core', density: 'compact' })).toBeNull();
  expect(isFiltered({ prio: 'high' })).toBe(true);
});

test('every wish must hold', () => {
  const shows = filter({ agent: 'claude', prio: 'urgent,high', label: 'later', q: 'harden t-12' })!;
  expect(shows(card({ agent: 'claude', labels: ['later'] }))).toBe(true);
  expect(shows(card({ agent: 'claude' }))).toBe(false);
  expect(shows(card({ labels: ['later'] }))).toBe(false);
  expect(shows(card({ agent: 'claude', labels: ['later'], priority: 'low' }))).toBe(false);
  expect(shows(card({ agent: 'claude', labels: ['later'], number: 13 }))).toBe(false);
});

test('priorities in the address: unknown words fall out, the order is theirs', () => {
  expect(priorities('low,nonsense,urgent')).toEqual(['low', 'urgent']);
  expect(toggled('low', 'urgent')).toBe('urgent,low');
  expect(toggled('low', 'low')).toBeUndefined();
});
