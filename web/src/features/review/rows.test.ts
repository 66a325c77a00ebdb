import { expect, test } from 'vitest';
import { readPatch } from '@/lib/patch';
import { hits } from './find';
import { withStat } from './data';
import { keyOf } from './draft';
import { pairs } from './pairs';
import { keyOfRow, lineAt, rowsOf, type Shown, stops } from './rows';

const TEXT = `diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -1,4 +1,5 @@
 one
-two
-three
+zwei
+drei
+vier
 five
@@ -10,2 +11,1 @@ def f():
 ten
-eleven
diff --git a/b.bin b/b.bin
Binary files a/b.bin and b/b.bin differ
`;
const files = withStat(readPatch(TEXT).files, []);
const options = { split: false, folded: new Set<string>(), noted: new Set<string>() };
const kinds = (file: Shown, more: object = {}) => rowsOf(file, 0, { ...options, ...more }).map((row) => row.kind);

test('one below the other: each line a row, in the order of the patch', () => {
  expect(kinds(files[0]!)).toEqual(['file', 'hunk', ...Array.from({ length: 7 }, () => 'line'), 'hunk', 'line', 'line']);
});

test('side by side: what was removed stands beside what came', () => {
  expect(pairs(files[0]!.hunks[0]!).map(({ left, right }) => [left?.text ?? null, right?.text ?? null])).toEqual([
    ['one', 'one'],
    ['two', 'zwei'],
    ['three', 'drei'],
    [null, 'vier'],
    ['five', 'five'],
  ]);
  expect(kinds(files[0]!, { split: true }).filter((kind) => kind === 'pair')).toHaveLength(7);
});

test.each([false, true])('a note stands below its line, and one on the file below its head (split: %s)', (split) => {
  const noted = new Set([keyOf('a.py', 'old', 2), keyOf('a.py', 'now', 5), keyOf('a.py', 'now', null), keyOf('other.py', 'now', 1)]);
  const rows = rowsOf(files[0]!, 0, { ...options, split, noted });
  expect(rows.filter((row) => row.kind === 'note')).toHaveLength(3);
  expect(rows[1]).toMatchObject({ kind: 'note', note: keyOf('a.py', 'now', null) });
  const place = rows.findIndex((row) => row.kind === 'note' && row.note === keyOf('a.py', 'old', 2));
  const above = rows[place - 1];
  expect(above?.kind === 'line' ? above.line.text : above?.kind === 'pair' && above.left?.text).toBe('two');
});

test('every row has a name of its own', () => {
  for (const split of [false, true]) {
    const names = files.flatMap((file, place) => rowsOf(file, place, { ...options, split })).map(keyOfRow);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('a folded file is its head, and is not stopped at', () => {
  const folded = new Set(['a.py']);
  expect(kinds(files[0]!, { folded })).toEqual(['file']);
  expect(stops(files, folded)).toEqual([]);
  expect(stops(files, new Set())).toEqual([
    { file: 0, at: 1 },
    { file: 0, at: 8 },
  ]);
});

test('a line is found by its place, in whichever hunk', () => {
  expect([0, 6, 7, 8, 9].map((at) => lineAt(files[0], at)?.text)).toEqual(['one', 'five', 'ten', 'eleven', undefined]);
});

test('what the patch left out is said, by what the run counted', () => {
  const stat = [
    { path: 'a.py', added: 30, removed: 3, kind: 'modified' },
    { path: 'huge.sql', added: 90_000, removed: 0, kind: 'added' },
  ];
  const shown = withStat(readPatch(TEXT).files, stat);
  expect(shown.map((file) => [file.path, file.missing, file.added])).toEqual([
    ['a.py', 'rest', 30],
    ['b.bin', 'none', 0],
    ['huge.sql', 'all', 90_000],
  ]);
  expect(rowsOf(shown[0]!, 0, options).at(-1)).toMatchObject({ kind: 'words', words: expect.stringContaining('Cut here') });
  expect(rowsOf(shown[1]!, 1, options)[1]).toMatchObject({ words: expect.stringContaining('binary') });
  expect(rowsOf(shown[2]!, 2, options)[1]).toMatchObject({ words: expect.stringContaining('Too large') });
});

test('words are found in every line, whatever their case', () => {
  expect(hits(files, 'TWO')).toEqual([{ file: 0, at: 1 }]);
  expect(hits(files, 'e').length).toBeGreaterThan(3);
  expect(hits(files, '')).toEqual([]);
});
