/** A short word at the edge of the page. Words of one person's own doing only. */
export interface Note {
  words: string;
  bad?: boolean;
  act?: { words: string; run: () => void };
}

type Listener = (note: Note) => void;
const listeners = new Set<Listener>();
let waiting: Note[] = [];

export function note(one: Note): void {
  if (listeners.size === 0) waiting.push(one);
  for (const listener of listeners) listener(one);
}

/** Also told what was said before anyone listened. */
export function onNote(listener: Listener): () => void {
  listeners.add(listener);
  for (const one of waiting) listener(one);
  waiting = [];
  return () => listeners.delete(listener);
}
