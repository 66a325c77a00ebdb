import { expect, test } from 'vitest';
import type { Task } from '@/api/types';
import { nextSort, sorted, sortOf } from './table-data';

const task = (number: number, more: Partial<Task> = {}) => ({ number, title: `Task ${number}`, status: 'queued', priority: 'normal', task_type: 'feature', updated_at: '2026-01-01T00:00:00Z', ...more }) as Task;

test('a head goes up, down and back to the order of the board', () => {
  expect(nextSort(undefined, 'title')).toBe('title');
  expect(nextSort('title', 'title')).toBe('-title');
  expect(nextSort('-title', 'title')).toBeUndefined();
  expect(nextSort('-title', 'number')).toBe('number');
  expect(sortOf('nonsense')).toBeNull();
});

test('priorities sort by weight, equal ones by number, and the given list stays as it is', () => {
  const given = [task(3, { priority: 'low' }), task(2), task(1), task(4, { priority: 'urgent' })];
  expect(sorted(given, 'priority').map((one) => one.number)).toEqual([4, 1, 2, 3]);
  expect(sorted(given, '-priority').map((one) => one.number)).toEqual([3, 1, 2, 4]);
  expect(sorted(given, undefined)).toBe(given);
});
