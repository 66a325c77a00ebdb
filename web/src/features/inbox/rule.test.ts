import { expect, test } from 'vitest';
import { canRule, faultOf, ruleFor, subjectOf, withRule } from './rule';

test('a rule names the tool and the very command, also where it holds signs of patterns', () => {
  expect(ruleFor('Bash', 'ls *.py')).toBe('allow Bash ls [*].py');
  expect(ruleFor('Run a shell', 'ls')).toBe('allow Run?a?shell ls');
});

test('lines of several commands can have no rule', () => {
  expect(canRule('git push && rm x')).toBe(false);
  expect(canRule('git push')).toBe(true);
  expect(canRule('')).toBe(false);
});

test('what a call is about is its command, path or address', () => {
  expect(subjectOf({ path: 'a.py', content: 'x' })).toBe('a.py');
  expect(subjectOf({ command: ['rm', '-r', 'b'] })).toBe('rm -r b');
  expect(subjectOf({ other: 1 })).toBe('');
});

test('a new rule stands behind the denials and before what is asked', () => {
  expect(withRule(['deny * *.env', 'ask Bash'], 'allow Bash ls')).toEqual(['deny * *.env', 'allow Bash ls', 'ask Bash']);
  expect(withRule([], 'allow Bash ls')).toEqual(['allow Bash ls']);
  expect(withRule(['allow Bash ls'], 'allow Bash ls')).toEqual(['allow Bash ls']);
});

test('what is no rule is said before it is sent', () => {
  expect(faultOf('permit x')).not.toBeNull();
  expect(faultOf('allow Bash git *')).toBeNull();
});
