import { useState } from 'react';
import { type Binding, useKeys } from '@/lib/keys';
import type { Choice } from './choice';

const UNREAD = 400; // milliseconds in which a key was meant for what stood here before

interface AskKeys {
  on: boolean;
  card: React.RefObject<HTMLElement | null>; // a page may hold it twice, and show the one there is room for
  choices: readonly Choice[];
  choose: (place: number) => void;
  reply: (() => void) | undefined;
  deny: (() => void) | undefined;
}

/** A key that is held down, or that comes before anybody can have read this, decides nothing. */
export function useAskKeys({ on, card, choices, choose, reply, deny }: AskKeys): void {
  const [begin] = useState(() => performance.now());
  const act = (run: () => void) => (event: KeyboardEvent) => {
    if (event.repeat || performance.now() - begin < UNREAD) return;
    if (card.current?.checkVisibility?.() === false) return;
    event.preventDefault();
    run();
  };
  const bindings: Binding[] = choices.slice(0, 9).flatMap((one, place) => {
    const run = one.role === 'deny' && deny !== undefined ? deny : () => choose(place);
    const number: Binding = { keys: String(place + 1), where: 'question', words: one.words, run: act(run) };
    if (one.role === 'once') return [number, { keys: 'a', where: 'approval', words: 'Allow once', run: act(run) }];
    if (one.role === 'task') return [number, { keys: 'Shift+A', where: 'approval', words: one.words, run: act(run) }];
    if (one.role === 'deny') return [number, { keys: 'd', where: 'approval', words: 'Deny, with a reason', run: act(run) }];
    return [number];
  });
  if (reply !== undefined) bindings.push({ keys: 'r', where: 'question', words: 'Reply in words', run: act(reply) });
  useKeys(bindings, { on });
}
