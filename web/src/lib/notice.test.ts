import { expect, test } from 'vitest';
import { isQuiet, mayTell } from './notice';

const at = (hours: number, minutes = 0) => new Date(2026, 0, 5, hours, minutes).getTime();

test('quiet hours may go over midnight', () => {
  const night = { from: '22:00', to: '07:00' };
  expect([at(23), at(3), at(6, 59)].every((one) => isQuiet(night, one))).toBe(true);
  expect([at(7), at(12), at(21, 59)].some((one) => isQuiet(night, one))).toBe(false);
  expect(isQuiet(null, at(3))).toBe(false);
});

test('nothing is told without leave, switched off, or in quiet hours', () => {
  const all = { leave: 'granted', on: true, quiet: null } as const;
  expect(mayTell(all, at(3))).toBe(true);
  expect(mayTell({ ...all, on: false }, at(3))).toBe(false);
  expect(mayTell({ ...all, leave: 'default' }, at(3))).toBe(false);
  expect(mayTell({ ...all, quiet: { from: '00:00', to: '05:00' } }, at(3))).toBe(false);
});
