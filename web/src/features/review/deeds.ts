import { createContext, use } from 'react';
import type { DraftStore } from './draft';

/** What the rows of a diff can ask for. One object for all of them, that never changes while the diff is shown. */
export interface Deeds {
  store: DraftStore;
  canNote: boolean;
  fold: (path: string) => void;
  view: (path: string, on: boolean) => void;
  noteFile: (path: string) => void;
  leaveNote: (key: string) => void; // focus goes back to the line
}

const Context = createContext<Deeds | null>(null);
export const DeedsOf = Context.Provider;

export function useDeeds(): Deeds {
  const found = use(Context);
  if (found === null) throw new Error('a row stands outside of a diff');
  return found;
}
