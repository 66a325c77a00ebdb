/** A file's lines as coloured pieces, with the words marked that changed. Pure; a worker runs it. Nothing here is HTML. */

import { diffWordsWithSpace } from 'diff';
import { common, createLowlight } from 'lowlight';
import type { Hunk, Line } from '@/lib/patch';
import { isChange, pairs } from './pairs';

export interface Piece {
  text: string;
  ink?: string; // a class of highlight.js
  mark?: true; // changed within its line
}

type Pieces = (Piece[] | undefined)[]; // by the line's place in its file; none: as it is
type Node = ReturnType<typeof lowlight.highlight>['children'][number];

const LONGEST = 1000; // letters of a line that is still coloured
const MOST_LINES = 10_000; // of one file
const MARKED = 400; // letters of a line in which changed words are looked for
const EDITS = 80; // more differences than this are another line
const ALIKE = 0.3; // of the longer line must have stayed, or the marks say nothing

const lowlight = createLowlight(common);

/** Endings are names of languages, mostly; so is "makefile". */
function languageOf(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return lowlight.registered(ending) ? ending : null;
}

function walk(nodes: readonly Node[], ink: string | undefined, lines: Piece[][]): void {
  for (const node of nodes) {
    if (node.type === 'element') {
      const { className } = node.properties;
      walk(node.children, Array.isArray(className) ? String(className[0]) : ink, lines);
    } else if (node.type === 'text') {
      node.value.split('\n').forEach((text, row) => {
        if (row > 0) lines.push([]);
        if (text !== '') lines.at(-1)?.push(ink === undefined ? { text } : { text, ink });
      });
    }
  }
}

/** Old and new text each in one go, so that what spans lines is right on both sides. */
function colour(language: string, lines: readonly Line[], into: Pieces): void {
  if (lines.some((line) => line.text.length > LONGEST)) return;
  const found: Piece[][] = [[]];
  walk(lowlight.highlight(language, lines.map((line) => line.text).join('\n')).children, undefined, found);
  lines.forEach((line, row) => (into[line.at] = found[row]));
}

/** Where the words differ: [start, end) of each line. Null when too much does. */
export function differing(old: string, now: string): [number[][], number[][]] | null {
  if (old.length > MARKED || now.length > MARKED) return null;
  const parts = diffWordsWithSpace(old, now, { maxEditLength: EDITS });
  if (parts === undefined) return null;
  const [gone, came]: [number[][], number[][]] = [[], []];
  let [left, right, same] = [0, 0, 0];
  for (const { value, added, removed } of parts) {
    if (added) came.push([right, right + value.length]);
    else if (removed) gone.push([left, left + value.length]);
    else same += value.trim().length;
    if (!added) left += value.length;
    if (!removed) right += value.length;
  }
  return same < ALIKE * Math.max(old.trim().length, now.trim().length) ? null : [gone, came];
}

export function cut(pieces: readonly Piece[], spans: readonly number[][]): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  for (const piece of pieces) {
    const end = start + piece.text.length;
    const edges = spans.flat().filter((edge) => edge > start && edge < end);
    for (const [nth, from] of [start, ...edges].entries()) {
      const to = edges[nth] ?? end;
      const mark = spans.some(([a, b]) => from >= a! && to <= b!);
      found.push({ ...piece, text: piece.text.slice(from - start, to - start), ...(mark ? { mark } : {}) });
    }
    start = end;
  }
  return found;
}

function markWords(hunk: Hunk, into: Pieces): void {
  for (const { left, right } of pairs(hunk).filter(isChange)) {
    const found = left && right && differing(left.text, right.text);
    if (!found) continue;
    for (const [line, spans] of [[left, found[0]], [right, found[1]]] as const) into[line.at] = cut(into[line.at] ?? [{ text: line.text }], spans);
  }
}

export function paint(path: string, hunks: readonly Hunk[]): Pieces {
  const into: Pieces = [];
  if (hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0) > MOST_LINES) return into;
  const language = languageOf(path);
  for (const hunk of hunks) {
    if (language !== null) {
      colour(language, hunk.lines.filter((line) => line.kind !== '+'), into);
      colour(language, hunk.lines.filter((line) => line.kind !== '-'), into);
    }
    markWords(hunk, into);
  }
  return into;
}
