/** Reads what `git diff` prints, in one pass. Counts of a hunk's head say which lines are its own, so a removed "-- x" is no file. */

import { pathOf, samePath } from './patch-path';

export type Kind = ' ' | '+' | '-';

export interface Line {
  kind: Kind;
  old: number | null; // its number in the old file; null for an added one
  now: number | null;
  text: string;
  at: number; // its place among the lines of its file, from 0
  bare?: true; // the file ends here without a newline
}

export interface Hunk {
  old: number;
  now: number;
  context: string; // what git found above it: a function's head, mostly
  lines: Line[];
}

export type Change = 'added' | 'deleted' | 'renamed' | 'copied' | 'modified';

export interface FilePatch {
  path: string; // where it is now; where it was, for a deleted one
  from: string | null; // where it was, for a renamed or copied one
  change: Change;
  modes: readonly [string, string] | null; // old and new, when they differ
  binary: boolean;
  added: number;
  removed: number;
  count: number; // of lines shown
  hunks: Hunk[];
}

export interface Patch {
  files: FilePatch[];
  lines: number;
  cut: boolean; // it ends in the middle of a hunk
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s;

const fresh = (path: string): FilePatch => ({ path, from: null, change: 'modified', modes: null, binary: false, added: 0, removed: 0, count: 0, hunks: [] });

class Reader {
  readonly files: FilePatch[] = [];
  private file: FilePatch | null = null;
  private hunk: Hunk | null = null;
  private last: Line | null = null;
  private mode = '';
  private old = 0; // numbers of the next lines
  private now = 0;
  private oldLeft = 0; // lines that the hunk still has to come
  private nowLeft = 0;

  get isOpen(): boolean {
    return this.oldLeft > 0 || this.nowLeft > 0;
  }

  take(text: string): void {
    if (this.isOpen && this.line(text)) return;
    if (text.startsWith('\\')) {
      if (this.last !== null) this.last.bare = true;
    } else if (text.startsWith('diff --git ')) {
      this.begin(fresh(samePath(text.slice(11))));
    } else if (this.file === null || this.file.binary) {
      return; // what a binary file is made of
    } else if (text.startsWith('@@ ')) {
      this.open(this.file, text);
    } else if (this.hunk === null) {
      this.head(this.file, text);
    }
  }

  private begin(file: FilePatch): void {
    this.file = file;
    this.hunk = this.last = null;
    this.oldLeft = this.nowLeft = 0;
    this.files.push(file);
  }

  private head(file: FilePatch, text: string): void {
    if (text.startsWith('--- ')) {
      const path = pathOf(text.slice(4), 'a/');
      if (path !== null) file.path = path;
    } else if (text.startsWith('+++ ')) {
      const path = pathOf(text.slice(4), 'b/');
      if (path !== null) file.path = path;
    } else if (text.startsWith('new file mode')) file.change = 'added';
    else if (text.startsWith('deleted file mode')) file.change = 'deleted';
    else if (text.startsWith('old mode ')) this.mode = text.slice(9);
    else if (text.startsWith('new mode ')) file.modes = [this.mode, text.slice(9)];
    else if (text.startsWith('rename from ')) [file.change, file.from] = ['renamed', pathOf(text.slice(12), '')];
    else if (text.startsWith('copy from ')) [file.change, file.from] = ['copied', pathOf(text.slice(10), '')];
    else if (text.startsWith('rename to ')) file.path = pathOf(text.slice(10), '') ?? file.path;
    else if (text.startsWith('copy to ')) file.path = pathOf(text.slice(8), '') ?? file.path;
    else if (text.startsWith('GIT binary patch') || text.startsWith('Binary files ')) file.binary = true;
  }

  private open(file: FilePatch, text: string): void {
    const found = HUNK.exec(text);
    if (found === null) return;
    const [, old = '0', olds = '1', now = '0', nows = '1', context = ''] = found;
    [this.old, this.now, this.oldLeft, this.nowLeft] = [Number(old), Number(now), Number(olds), Number(nows)];
    this.hunk = { old: this.old, now: this.now, context, lines: [] };
    this.last = null;
    file.hunks.push(this.hunk);
  }

  /** False when it is none of the hunk's: the counts lied, or the patch was cut. */
  private line(text: string): boolean {
    const [file, hunk] = [this.file, this.hunk];
    const sign = text === '' ? ' ' : text[0]!; // some mailers strip the only space of an empty line
    if (file === null || hunk === null || (sign !== ' ' && sign !== '+' && sign !== '-')) return false;
    const line: Line = { kind: sign, old: sign === '+' ? null : this.old, now: sign === '-' ? null : this.now, text: text.slice(1), at: file.count };
    file.count += 1;
    if (sign !== '+') [this.old, this.oldLeft] = [this.old + 1, this.oldLeft - 1];
    if (sign !== '-') [this.now, this.nowLeft] = [this.now + 1, this.nowLeft - 1];
    if (sign === '+') file.added += 1;
    if (sign === '-') file.removed += 1;
    hunk.lines.push(line);
    this.last = line;
    return true;
  }
}

export function readPatch(text: string): Patch {
  const reader = new Reader();
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    reader.take(text.slice(start, end));
    start = end + 1;
  }
  const { files } = reader;
  return { files, lines: files.reduce((sum, file) => sum + file.count, 0), cut: reader.isOpen };
}
