import { beforeEach, expect, test } from 'vitest';
import { readPatch } from '@/lib/patch';
import { recall, remember } from '@/lib/shelf';
import { bringEarlier, clearDraft, dropNote, earlier, keyOf, makeDraft, openNote, remarksOf, shutNote, type Spot, writeNote, written } from './draft';

const spot = (line: number, more: Partial<Spot> = {}): Spot => ({ path: 'a.py', side: 'now', line, quote: 'x = 1', ...more });
const key = (line: number) => keyOf('a.py', 'now', line);

beforeEach(() => localStorage.clear());

test('a note outlives the page, for its task and its commit only', () => {
  const draft = makeDraft('t1', 'c1');
  openNote(draft, spot(3));
  writeNote(draft, key(3), 'why');
  draft.setState({ text: 'nearly' });
  expect(makeDraft('t1', 'c1').getState()).toMatchObject({ text: 'nearly', notes: { [key(3)]: { text: 'why', quote: 'x = 1' } } });
  expect(makeDraft('t1', 'c2').getState().notes).toEqual({});
  expect(makeDraft('t2', 'c1').getState().notes).toEqual({});
});

test('a line has one note: opened again, it is gone on with', () => {
  const draft = makeDraft('t1', 'c1');
  openNote(draft, spot(3));
  writeNote(draft, key(3), 'why');
  shutNote(draft, key(3));
  openNote(draft, spot(3));
  expect(draft.getState().notes[key(3)]?.text).toBe('why');
  expect([...draft.getState().open]).toEqual([key(3)]);
});

test('an empty note goes when it is shut, and nothing is left behind', () => {
  const draft = makeDraft('t1', 'c1');
  openNote(draft, spot(3));
  shutNote(draft, key(3));
  expect(draft.getState().notes).toEqual({});
  openNote(draft, spot(4));
  writeNote(draft, key(4), 'x');
  dropNote(draft, key(4));
  expect(recall('review.t1')).toBeNull();
});

test('what is sent quotes its line; a removed one by its sign, for it has no number any more', () => {
  const draft = makeDraft('t1', 'c1');
  openNote(draft, spot(3));
  writeNote(draft, key(3), ' why ');
  openNote(draft, spot(9, { side: 'old', quote: 'y = 2' }));
  writeNote(draft, keyOf('a.py', 'old', 9), 'keep it');
  openNote(draft, spot(5));
  expect(remarksOf(draft.getState())).toEqual([
    { path: 'a.py', line: 3, quote: 'x = 1', text: 'why' },
    { path: 'a.py', line: null, quote: '-y = 2', text: 'keep it' },
  ]);
  clearDraft(draft);
  expect(recall('review.t1')).toBeNull();
});

test('notes about an earlier commit are brought to the lines that they quote, or to their file', () => {
  const old = makeDraft('t1', 'c1');
  for (const [line, quote] of [[3, 'x = 1'], [8, 'gone = 1']] as const) {
    openNote(old, spot(line, { quote }));
    writeNote(old, key(line), `about ${quote}`);
  }
  const { files } = readPatch('diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -10,1 +10,2 @@\n before\n+x = 1\n');
  const draft = makeDraft('t1', 'c2');
  expect(earlier('t1', 'c2')).toHaveLength(1);
  bringEarlier(draft, 't1', 'c2', files);
  expect(written(draft.getState()).map((note) => [note.line, note.text])).toEqual([[11, 'about x = 1'], [null, 'about gone = 1']]);
  expect(earlier('t1', 'c2')).toEqual([]);
  expect(written(makeDraft('t1', 'c2').getState())).toHaveLength(2);
});

test.each(['no json', '[]', '{"c1":{"notes":[{"path":1}]}}', '{"c1":3}'])('what is not as we write it is forgotten: %s', (kept) => {
  remember('review.t1', kept);
  expect(makeDraft('t1', 'c1').getState()).toMatchObject({ text: '', notes: {} });
});
