import { create } from 'zustand';

/** What a screen reader is told: one sentence at a time, the same one again counts as new. */
interface Spoken {
  words: string;
  turn: number;
}

export const useSpoken = create<Spoken>(() => ({ words: '', turn: 0 }));

export function say(words: string): void {
  useSpoken.setState((old) => ({ words, turn: old.turn + 1 }));
}
