import type { Hit } from './find';
import type { Painter } from './painter';
import type { Row, Shown } from './rows';

/** What both ways to show the rows take, and what they can be told. */
export interface ListProps {
  files: readonly Shown[];
  rows: readonly (readonly Row[])[]; // by file
  folded: ReadonlySet<string>;
  viewed: ReadonlySet<string>;
  painter: Painter;
  box: HTMLElement; // what scrolls
  found: Hit | null; // the line that was looked for
  measured: boolean; // rows are as tall as they turn out to be
}

export interface Mover {
  toFile: (file: number) => void;
  toLine: (file: number, at: number, focus: boolean) => void;
  top: () => number; // the file that is at the upper edge
}

export const lineIn = (box: HTMLElement, file: number, at: number): HTMLElement | null => box.querySelector<HTMLElement>(`[data-file="${file}"][data-at="${at}"]`);
