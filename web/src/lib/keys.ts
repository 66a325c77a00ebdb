import { useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { create } from 'zustand';
import { recall, remember } from './shelf';

/** One key and what it does. The table that `?` shows is made of the same values that are bound. */
export interface Binding {
  keys: string; // as tinykeys writes it: "c", "g i", "$mod+k", "Shift+A"
  words: string;
  where: string; // "anywhere", "board", "question" …
  run: (event: KeyboardEvent) => void;
}

interface Registry {
  bound: readonly Binding[];
  letters: boolean; // single letters act; WCAG 2.1.4 wants a way to switch them off
  add: (bindings: readonly Binding[]) => void;
  remove: (bindings: readonly Binding[]) => void;
  setLetters: (on: boolean) => void;
}

export const useRegistry = create<Registry>((set) => ({
  bound: [],
  letters: recall('letters') !== 'off',
  add: (bindings) => set((old) => ({ bound: [...old.bound, ...bindings] })),
  remove: (bindings) => set((old) => ({ bound: old.bound.filter((one) => !bindings.includes(one)) })),
  setLetters: (on) => {
    remember('letters', on ? null : 'off');
    set({ letters: on });
  },
}));

/** How the key of commands is written on this machine. */
export const MOD = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';

/** True where a letter is text: in a field, or below an open dialog that is not the listener's own. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

export const isLetter = (keys: string): boolean => !/\$mod|Control|Meta|Alt|Escape|Arrow|Enter|Home|End|Space|Tab/.test(keys);

let [before, now] = [{ key: '', at: 0 }, { key: '', at: 0 }]; // the last two keys, so that "g f" is not an "f"
const SEQUENCE = 1000; // milliseconds between them, as tinykeys has it

if (typeof window !== 'undefined') {
  window.addEventListener('keydown', ({ key, timeStamp }) => ([before, now] = [now, { key: key.toLowerCase(), at: timeStamp }]), true);
}

/** The second key of a sequence that somebody bound: alone it would be another. */
function isSecond(): boolean {
  if (now.at - before.at > SEQUENCE) return false;
  return useRegistry.getState().bound.some((one) => one.keys.toLowerCase() === `${before.key} ${now.key}`);
}

/** Binds while the component is there. `own` works inside fields and dialogs too (Escape, ⌘ Enter). */
export function useKeys(bindings: readonly Binding[], options: { on?: boolean; inDialog?: boolean } = {}): void {
  const { on = true, inDialog = false } = options;
  const newest = useRef(bindings);
  useEffect(() => {
    newest.current = bindings;
  });
  const names = bindings.map((one) => `${one.keys}\n${one.where}\n${one.words}`).join('\t');
  useEffect(() => {
    if (!on) return;
    const listed = newest.current;
    useRegistry.getState().add(listed);
    const table = listed.map(({ keys }, place) => {
      const act = (event: KeyboardEvent) => {
        const letter = isLetter(keys);
        if (event.defaultPrevented || (letter && (isTyping(event.target) || !useRegistry.getState().letters))) return;
        if (letter && !keys.includes(' ') && isSecond()) return;
        if (!inDialog && event.target instanceof Element && event.target.closest('[role=dialog]') !== null && letter) return;
        newest.current[place]?.run(event);
      };
      return [keys, act] as const;
    });
    const loosen = tinykeys(window, Object.fromEntries(table));
    return () => {
      loosen();
      useRegistry.getState().remove(listed);
    };
  }, [names, on, inDialog]);
}
