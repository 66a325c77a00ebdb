import { expect, test } from 'vitest';
import { ansi, plain } from './ansi';

test('colours and weights become pieces of the theme', () => {
  expect(ansi('\u001b[1;31mFAILED\u001b[0m ok')).toEqual([{ text: 'FAILED', bold: true, ink: 'var(--ansi-red)' }, { text: ' ok' }]);
  expect(ansi('\u001b[38;5;2mgreen\u001b[39m no')).toEqual([{ text: 'green', ink: 'var(--ansi-green)' }, { text: ' no' }]);
});

test.each([
  ['\u001b]8;;https://evil.test\u0007click\u001b]8;;\u0007', 'click'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]52;c;c3RvbGVu\u001b\\text', 'text'],
  ['\u001b[2J\u001b[H\u001b[?1049htext', 'text'],
  ['\u001bP+q544e\u001b\\text', 'text'],
  ['a\u0000b\u0007c\u009bd', 'abcd'],
  ['10%\r50%\r100%', '100%'],
  ['one\r\ntwo', 'one\ntwo'],
  ['\u001b[31', '31'],
])('what would command a terminal says nothing here: %j', (given, shown) => {
  expect(plain(given)).toBe(shown);
});

test('markup stays text', () => {
  expect(ansi('<img src=x onerror=alert(1)>')).toEqual([{ text: '<img src=x onerror=alert(1)>' }]);
});

test('a long storm of escapes is linear', () => {
  expect(plain('\u001b[31mx\u001b[0m'.repeat(20_000))).toHaveLength(20_000);
});
