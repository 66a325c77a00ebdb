import { expect, test } from 'vitest';
import { readPatch } from '@/lib/patch';
import { cut, differing, paint, type Piece } from './paint';

const of = (path: string, body: string) => readPatch(`diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${body}`).files[0]!.hunks;
const text = (pieces: readonly Piece[] | undefined) => pieces?.map((piece) => piece.text).join('');
const marked = (pieces: readonly Piece[] | undefined) => pieces?.filter((piece) => piece.mark).map((piece) => piece.text);

const HUNK = `@@ -1,3 +1,3 @@
 def left(self):
-    return max(0, self.deadline - time())
+    return max(0, self.deadline - monotonic())
 # <img src=x onerror=alert(1)>
`;

test('pieces are objects that say the same as the line, with the word that changed marked', () => {
  const painted = paint('lease.py', of('lease.py', HUNK));
  expect(painted.map(text)).toEqual(['def left(self):', '    return max(0, self.deadline - time())', '    return max(0, self.deadline - monotonic())', '# <img src=x onerror=alert(1)>']);
  expect(marked(painted[1])).toEqual(['time']);
  expect(marked(painted[2])).toEqual(['monotonic']);
  expect(painted[0]?.find((piece) => piece.text === 'def')?.ink).toBe('hljs-keyword');
  expect(painted[3]).toEqual([{ text: '# <img src=x onerror=alert(1)>', ink: 'hljs-comment' }]);
});

test('a string over lines is one on its own side only', () => {
  const painted = paint('a.py', of('a.py', '@@ -1,2 +1,3 @@\n-"""open\n+"""open\n+more"""\n x = 1\n'));
  expect(painted[2]).toEqual([{ text: 'more"""', ink: 'hljs-string' }]);
  expect(painted[3]?.some((piece) => piece.ink === 'hljs-number')).toBe(true);
});

test('without a language only the words are marked, and nothing where nothing changed', () => {
  const painted = paint('LICENSE', of('LICENSE', '@@ -1,2 +1,2 @@\n same\n-the old words\n+the new words\n'));
  expect([painted[0], marked(painted[1]), marked(painted[2])]).toEqual([undefined, ['old'], ['new']]);
});

test('lines that have little in common, or are very long, are not speckled', () => {
  expect(differing('now = now or time()', 'raise LeaseLost(holder)')).toBeNull();
  expect(differing('x'.repeat(500), 'x'.repeat(501))).toBeNull();
});

test('spans cut pieces without losing a letter', () => {
  const pieces: Piece[] = [{ text: 'abc', ink: 'k' }, { text: 'defg' }];
  const found = cut(pieces, [[1, 5]]);
  expect(found).toEqual([{ text: 'a', ink: 'k' }, { text: 'bc', ink: 'k', mark: true }, { text: 'de', mark: true }, { text: 'fg' }]);
});
