/** What is shown, as one flat list: heads of files, of hunks, lines or pairs of lines, notes, and words where there is no line. */

import type { FilePatch, Hunk, Line } from '@/lib/patch';
import { keyOf } from './draft';
import { pairs } from './pairs';

export type Row =
  | { kind: 'file'; file: number }
  | { kind: 'hunk'; file: number; hunk: Hunk; nth: number }
  | { kind: 'line'; file: number; line: Line }
  | { kind: 'pair'; file: number; left: Line | null; right: Line | null }
  | { kind: 'note'; file: number; note: string }
  | { kind: 'words'; file: number; words: string };

/** A file of the patch, and what the run's own count knows of it beyond the patch. */
export interface Shown extends FilePatch {
  missing: 'none' | 'rest' | 'all'; // the patch was too large to keep whole
}

export interface RowOptions {
  split: boolean;
  folded: ReadonlySet<string>; // paths
  noted: ReadonlySet<string>; // keys of notes
}

const MODES: Readonly<Record<string, string>> = { '100644': 'not executable', '100755': 'executable', '120000': 'a link' };
const mode = (name: string) => MODES[name] ?? name;

/** What there is to say of a file without lines; of one with lines, what they do not say. */
export function wordsOf(file: Shown): string[] {
  const words: string[] = [];
  if (file.modes !== null) words.push(`Was ${mode(file.modes[0])}, is now ${mode(file.modes[1])}.`);
  if (file.missing === 'all') words.push('Too large to be shown here. Look at it in the branch.');
  else if (file.binary) words.push('A binary file: its content is not shown.');
  else if (file.count === 0 && file.from !== null) words.push(`${file.change === 'copied' ? 'Copied' : 'Moved'} without a change inside.`);
  else if (file.count === 0 && file.modes === null) words.push('An empty file.');
  return words;
}

const sides = (line: Line | null, path: string) => (line === null ? [] : line.kind === '-' ? [keyOf(path, 'old', line.old)] : [keyOf(path, 'now', line.now)]);

export function rowsOf(file: Shown, place: number, { split, folded, noted }: RowOptions): Row[] {
  const found: Row[] = [{ kind: 'file', file: place }];
  if (folded.has(file.path)) return found;
  const notes = (keys: readonly string[]) => {
    for (const note of keys) if (noted.has(note)) found.push({ kind: 'note', file: place, note });
  };
  notes([keyOf(file.path, 'now', null)]);
  for (const words of wordsOf(file)) found.push({ kind: 'words', file: place, words });
  for (const [nth, hunk] of file.hunks.entries()) {
    found.push({ kind: 'hunk', file: place, hunk, nth });
    if (split) {
      for (const { left, right } of pairs(hunk)) {
        found.push({ kind: 'pair', file: place, left, right });
        notes(left === right ? sides(right, file.path) : [...sides(left, file.path), ...sides(right, file.path)]);
      }
    } else {
      for (const line of hunk.lines) {
        found.push({ kind: 'line', file: place, line });
        notes(sides(line, file.path));
      }
    }
  }
  if (file.missing === 'rest') found.push({ kind: 'words', file: place, words: 'Cut here: the rest is too large to be shown. Look at it in the branch.' });
  return found;
}

export const keyOfRow = (row: Row): string => {
  switch (row.kind) {
    case 'file':
      return `f${row.file}`;
    case 'hunk':
      return `h${row.file}.${row.nth}`;
    case 'line':
      return `l${row.file}.${row.line.at}`;
    case 'pair':
      return `p${row.file}.${row.left?.at ?? ''}.${row.right?.at ?? ''}`;
    case 'note':
      return `n${row.note}`;
    case 'words':
      return `w${row.file}.${row.words}`;
  }
};

/** The lines to stop at: the first changed one of each hunk. */
export function stops(files: readonly Shown[], folded: ReadonlySet<string>): { file: number; at: number }[] {
  return files.flatMap((file, place) =>
    folded.has(file.path) ? [] : file.hunks.flatMap((hunk) => (hunk.lines.length === 0 ? [] : [{ file: place, at: (hunk.lines.find((line) => line.kind !== ' ') ?? hunk.lines[0]!).at }])),
  );
}

export function lineAt(file: FilePatch | undefined, at: number): Line | undefined {
  const hunk = file?.hunks.findLast((one) => (one.lines[0]?.at ?? Number.POSITIVE_INFINITY) <= at);
  return hunk?.lines[at - hunk.lines[0]!.at];
}
