import { expect, test } from 'vitest';
import { labelled, spanTicks, ticks } from './scale';

test('an axis ends just over the highest value, in round steps', () => {
  expect(ticks(3.2)).toEqual([0, 1, 2, 3, 4]);
  expect(ticks(0.042)).toEqual([0, 0.02, 0.04, 0.06]);
  expect(ticks(11_400_000)).toEqual([0, 5_000_000, 10_000_000, 15_000_000]);
});

test('what cannot be halved has whole steps', () => {
  expect(ticks(2, { whole: true })).toEqual([0, 1, 2]);
  expect(ticks(9, { whole: true })).toEqual([0, 3, 6, 9]);
});

test('nothing has no axis but its foot', () => {
  expect(ticks(0)).toEqual([0]);
  expect(spanTicks(0)).toEqual([0]);
});

test('time has the steps of a clock', () => {
  expect(spanTicks(100)).toEqual([0, 30, 60, 90, 120]);
  expect(spanTicks(4 * 3600)).toEqual([0, 3600, 7200, 10_800, 14_400]);
});

test('labels have room, and the last place has one', () => {
  expect(labelled(7, 700, 60)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const found = labelled(90, 600, 60);
  expect(found.at(-1)).toBe(89);
  expect(found.length).toBeLessThanOrEqual(10);
});
