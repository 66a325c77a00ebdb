import { expect, test } from 'vitest';
import { choicesOf, headOf } from './choice';
import { doing } from './context';
import { permission, question } from './fake.test-data';
import { tomorrow } from './later';

test('what an agent prefers is marked, and answered as it was written', () => {
  const [, second] = choicesOf(question(), 0);
  expect(second).toMatchObject({ answer: 'Keep both (recommended)', words: 'Keep both', preferred: true });
});

test('an agent that can remember a yes offers it; others do not', () => {
  const roles = (choices: string[]) => choicesOf(permission({ choices }), 0).map((one) => one.role);
  expect(roles(['allow', 'deny'])).toEqual(['once', 'deny']);
  expect(roles(['Always Allow', 'Allow', 'Reject'])).toEqual(['task', 'once', 'deny']);
  expect(roles(['Yes', 'Yes, and don’t ask again this session', 'No'])).toEqual(['once', 'task', 'deny']);
});

test('the first paragraph asks, the rest explains', () => {
  expect(headOf('Which?\n\nBecause.')).toEqual(['Which?', 'Because.']);
  expect(headOf('Which?')).toEqual(['Which?', '']);
});

test('what it was doing ends at the question', () => {
  const at = '2026-01-01T00:00:00Z';
  const did = doing(
    [
      { seq: 1, at, kind: 'text', body: { text: 'Looking.' } },
      { seq: 2, at, kind: 'tool_call', body: { tool: 'edit', input: { path: 'a.py' } } },
      { seq: 3, at, kind: 'file_change', body: { path: 'a.py', change: 'modified' } },
      { seq: 4, at, kind: 'question', body: { message: '01a', text: '?' } },
      { seq: 5, at, kind: 'text', body: { text: 'After.' } },
    ],
    '01a',
  );
  expect(did.map((one) => `${one.kind} ${one.text}`)).toEqual(['said Looking.', 'edit a.py']);
});

test('tomorrow is nine in the morning', () => {
  const day = new Date(tomorrow(new Date(2026, 0, 31, 23, 30).getTime()));
  expect([day.getMonth(), day.getDate(), day.getHours()]).toEqual([1, 1, 9]);
});
