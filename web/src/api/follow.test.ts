import { expect, test } from 'vitest';
import { stale } from './follow';
import type { Fact } from './types';

const fact = (kind: string, body: Record<string, unknown> = {}): Fact => ({
  seq: 1, at: '2026-01-01T00:00:00Z', org: 'default', kind, actor: 'system', body, project: null, task: null, run: null, worker: null,
});

test('a question makes its card, its task and the inbox stale', () => {
  const found = stale([fact('message.posted', { number: 7 })]);
  expect([...found.tasks]).toEqual([7]);
  expect(found.keys).toContainEqual(['inbox']);
  expect(found.keys).toContainEqual(['task', 7]);
});

test('a hundred facts of one task are one question each', () => {
  const found = stale(Array.from({ length: 100 }, () => fact('run.status', { number: 3 })));
  expect(found.keys.filter((key) => key[0] === 'task')).toHaveLength(1);
  expect(found.tasks.size).toBe(1);
});

test('a fact of a noun that the page does not know is activity', () => {
  expect(stale([fact('comet.seen')]).keys).toEqual([['activity']]);
});
