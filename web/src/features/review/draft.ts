/** A review while it is written: one to a task and commit, kept by the browser until it is sent. */

import { useMemo } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FilePatch } from '@/lib/patch';
import { recall, remember } from '@/lib/shelf';

export interface Spot {
  path: string;
  side: 'old' | 'now';
  line: number | null; // null: the file as a whole
  quote: string;
}

export interface Note extends Spot {
  text: string;
}

export interface Kept {
  text: string; // in short, above the notes
  notes: Readonly<Record<string, Note>>; // by place
}

export interface Draft extends Kept {
  open: ReadonlySet<string>; // notes that are being written
}

export type DraftStore = StoreApi<Draft>;

const EMPTY: Kept = { text: '', notes: {} };
const shelf = (task: string) => `review.${task}`;

export const keyOf = (path: string, side: Spot['side'], line: number | null): string => `${side === 'old' ? '-' : '+'}${line ?? ''}:${path}`;
export const keyOfSpot = ({ path, side, line }: Spot): string => keyOf(path, side, line);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNote = (value: unknown): value is Note =>
  isRecord(value) && ['path', 'quote', 'text'].every((name) => typeof value[name] === 'string') && (value['side'] === 'old' || value['side'] === 'now') && (value['line'] === null || typeof value['line'] === 'number');

/** What was kept of a task's reviews, by commit. What is not as we write it is forgotten. */
export function readKept(task: string): Record<string, Kept> {
  const found: Record<string, Kept> = {};
  try {
    const all: unknown = JSON.parse(recall(shelf(task)) ?? '{}');
    for (const [head, one] of Object.entries(isRecord(all) ? all : {})) {
      if (!isRecord(one) || !isRecord(one['notes'])) continue;
      const notes = Object.values(one['notes']).filter(isNote);
      found[head] = { text: typeof one['text'] === 'string' ? one['text'] : '', notes: Object.fromEntries(notes.map((note) => [keyOfSpot(note), note])) };
    }
  } catch {
    // no JSON: nothing was kept
  }
  return found;
}

function keep(task: string, head: string, { text, notes }: Kept): void {
  const { [head]: _old, ...all } = readKept(task);
  const filled = Object.fromEntries(Object.entries(notes).filter(([, note]) => note.text.trim() !== ''));
  const now = text.trim() === '' && Object.keys(filled).length === 0 ? all : { ...all, [head]: { text, notes: filled } };
  remember(shelf(task), Object.keys(now).length === 0 ? null : JSON.stringify(now));
}

export function makeDraft(task: string, head: string): DraftStore {
  const store = createStore<Draft>(() => ({ ...(readKept(task)[head] ?? EMPTY), open: new Set() }));
  store.subscribe((draft) => keep(task, head, draft));
  return store;
}

export const useDraftStore = (task: string, head: string): DraftStore => useMemo(() => makeDraft(task, head), [task, head]);

const opened = (draft: Draft, key: string) => new Set([...draft.open, key]);
const shut = (draft: Draft, key: string) => new Set([...draft.open].filter((one) => one !== key));

export function openNote(store: DraftStore, spot: Spot): void {
  const key = keyOfSpot(spot);
  store.setState((draft) => ({ notes: draft.notes[key] === undefined ? { ...draft.notes, [key]: { ...spot, text: '' } } : draft.notes, open: opened(draft, key) }));
}

export function writeNote(store: DraftStore, key: string, text: string): void {
  store.setState((draft) => (draft.notes[key] === undefined ? draft : { notes: { ...draft.notes, [key]: { ...draft.notes[key], text } } }));
}

export function dropNote(store: DraftStore, key: string): void {
  store.setState((draft) => {
    const { [key]: _gone, ...notes } = draft.notes;
    return { notes, open: shut(draft, key) };
  });
}

/** An empty one goes. */
export function shutNote(store: DraftStore, key: string): void {
  if (store.getState().notes[key]?.text.trim() === '') dropNote(store, key);
  else store.setState((draft) => ({ open: shut(draft, key) }));
}

export const clearDraft = (store: DraftStore): void => store.setState({ ...EMPTY, open: new Set() });

export const written = (draft: Kept): Note[] => Object.values(draft.notes).filter((note) => note.text.trim() !== '');

/** As the server takes them. A removed line has no number in the file as it is now, so its quote tells. */
export const remarksOf = (draft: Kept) =>
  written(draft).map(({ path, side, line, quote, text }) => ({ path, line: side === 'now' ? line : null, quote: side === 'old' && quote !== '' ? `-${quote}` : quote, text: text.trim() }));

/** Notes that were written about earlier commits of the task, with the commit. */
export const earlier = (task: string, head: string): [string, Kept][] => Object.entries(readKept(task)).filter(([other]) => other !== head);

/** A note goes to the line that it quotes, where that is still there; else to its file as a whole. */
export function carry(note: Note, files: readonly FilePatch[]): Note {
  const lines = files.find((file) => file.path === note.path)?.hunks.flatMap((hunk) => hunk.lines) ?? [];
  const found = lines.find((line) => (line.kind === '-') === (note.side === 'old') && line.text === note.quote && note.quote.trim() !== '');
  return found === undefined ? { ...note, side: 'now', line: null } : { ...note, line: note.side === 'old' ? found.old : found.now };
}

export function bringEarlier(store: DraftStore, task: string, head: string, files: readonly FilePatch[]): void {
  const notes = { ...store.getState().notes };
  for (const [, kept] of earlier(task, head))
    for (const note of written(kept).map((one) => carry(one, files))) {
      const key = keyOfSpot(note);
      const there = notes[key]?.text;
      notes[key] = there === undefined || there === note.text ? note : { ...note, text: `${there}\n\n${note.text}` };
    }
  dropEarlier(task, head);
  store.setState({ notes });
}

export function dropEarlier(task: string, head: string): void {
  const own = readKept(task)[head];
  remember(shelf(task), own === undefined ? null : JSON.stringify({ [head]: own }));
}
