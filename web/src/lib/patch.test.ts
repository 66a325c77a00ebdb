import { expect, test } from 'vitest';
import { readPatch } from './patch';

const one = (text: string) => readPatch(text).files[0]!;
const BODY = `diff --git a/src/lease.py b/src/lease.py
index 84a88bd..6b80cfc 100644
--- a/src/lease.py
+++ b/src/lease.py
@@ -6,3 +6,4 @@ class Lease:
     return True
-    deadline = time()
+    deadline = monotonic()
+    log(deadline)
     pass
`;

test('lines have their numbers in the old and the new file', () => {
  const { files, lines, cut } = readPatch(BODY);
  expect(files[0]).toMatchObject({ path: 'src/lease.py', from: null, change: 'modified', added: 2, removed: 1, count: 5 });
  expect(files[0]?.hunks[0]).toMatchObject({ old: 6, now: 6, context: 'class Lease:' });
  expect(files[0]?.hunks[0]?.lines.map((line) => [line.old, line.now, line.kind, line.text.trim(), line.at])).toEqual([
    [6, 6, ' ', 'return True', 0],
    [7, null, '-', 'deadline = time()', 1],
    [null, 7, '+', 'deadline = monotonic()', 2],
    [null, 8, '+', 'log(deadline)', 3],
    [8, 9, ' ', 'pass', 4],
  ]);
  expect([lines, cut]).toEqual([5, false]);
});

test('a removed line that looks like a head is a line', () => {
  const file = one(`diff --git a/q.sql b/q.sql\n--- a/q.sql\n+++ b/q.sql\n@@ -1,3 +1,2 @@\n--- drop it\n-++ b/x\n+@@ -1 +1 @@\n \n`);
  expect(file).toMatchObject({ path: 'q.sql', added: 1, removed: 2, count: 4 });
  expect(file.hunks[0]?.lines.map((line) => line.text)).toEqual(['-- drop it', '++ b/x', '@@ -1 +1 @@', '']);
});

test('added, deleted, renamed, copied and only its mode', () => {
  const { files } = readPatch(`diff --git a/new b/new
new file mode 100644
index 0000000..4406089
--- /dev/null
+++ b/new
@@ -0,0 +1 @@
+x
diff --git a/gone b/gone
deleted file mode 100644
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/old name.py b/new name.py
similarity index 90%
rename from old name.py
rename to new name.py
--- a/old name.py\t
+++ b/new name.py\t
@@ -1 +1 @@
-a
+b
diff --git a/one b/two
similarity index 100%
copy from one
copy to two
diff --git a/run me.sh b/run me.sh
old mode 100644
new mode 100755
diff --git a/empty b/empty
new file mode 100644
index 0000000..e69de29
`);
  expect(files.map((file) => [file.path, file.from, file.change, file.count])).toEqual([
    ['new', null, 'added', 1],
    ['gone', null, 'deleted', 1],
    ['new name.py', 'old name.py', 'renamed', 2],
    ['two', 'one', 'copied', 0],
    ['run me.sh', null, 'modified', 0],
    ['empty', null, 'added', 0],
  ]);
  expect(files[4]?.modes).toEqual(['100644', '100755']);
});

test('a binary file is named, and what is in it is no file', () => {
  const { files } = readPatch(`diff --git a/logo.png b/logo.png
index 1..2 100644
GIT binary patch
literal 12
zcmZQz
--- a/not
@@ -1 +1 @@

diff --git a/b.bin b/b.bin
Binary files a/b.bin and b/b.bin differ
`);
  expect(files.map((file) => [file.path, file.binary, file.count])).toEqual([['logo.png', true, 0], ['b.bin', true, 0]]);
});

test('the end without a newline is a mark of its line, on both sides', () => {
  const { lines } = one(`diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n`).hunks[0]!;
  expect(lines.map((line) => [line.text, line.bare])).toEqual([['a', true], ['b', true]]);
});

test('names in quotes are read as bytes', () => {
  expect(one('diff --git "a/\\303\\244 \\"x\\".txt" "b/\\303\\244 \\"x\\".txt"\nnew file mode 100644\n').path).toBe('ä "x".txt');
  expect(one('diff --git "a/t\\tb" "b/t\\tb"\n--- "a/t\\tb"\n+++ "b/t\\tb"\n@@ -1 +1 @@\n-a\n+b\n').path).toBe('t\tb');
});

test('one that was cut in the middle says so, and keeps what there is', () => {
  const found = readPatch(BODY.slice(0, BODY.indexOf('+    log')));
  expect([found.cut, found.lines]).toEqual([true, 3]);
});

test('nothing is nothing', () => {
  expect(readPatch('')).toEqual({ files: [], lines: 0, cut: false });
  expect(readPatch('what is this\n@@ -1 +1 @@\n').files).toEqual([]);
});

test('five thousand lines are read in the blink of an eye', () => {
  const hunk = `@@ -1,40 +1,40 @@ def f():\n${Array.from({ length: 20 }, (_, n) => ` same ${n}\n-before ${n}\n+after ${n}\n`).join('')}`;
  const text = Array.from({ length: 17 }, (_, n) => `diff --git a/f${n} b/f${n}\n--- a/f${n}\n+++ b/f${n}\n${hunk.repeat(5)}`).join('');
  readPatch(text);
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    expect(readPatch(text).lines).toBe(5100);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(60); // 2 ms where nothing else runs
});
