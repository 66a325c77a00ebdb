import { create } from 'zustand';
import { api, must } from '@/api/http';
import { Problem, wordsOf } from '@/api/problem';
import type { Message } from '@/api/types';
import { note } from '@/lib/note';
import { token } from '@/lib/random';
import { remember } from '@/lib/shelf';

/** Answers on their way. A person's own is shown at once, and taken back with the reason when it is refused. */
export interface Sent {
  text: string;
  key: string; // the same for a retry: it counts once
  state: 'sending' | 'taken' | 'refused' | 'beaten';
  words: string; // why it was refused
  message?: Message; // as the server has it since
}

export const useSent = create<Record<string, Sent>>(() => ({}));

const set = (id: string, sent: Sent): void => useSent.setState({ [id]: sent });

export const draftName = (id: string): string => `draft.answer.${id}`;

/** A reason that goes with a refusal is a word of its own: a permission is answered by a choice, letter by letter. */
async function explain(message: Message, reason: string): Promise<void> {
  try {
    await must(api.POST('/api/v1/tasks/{task_id}/messages', { params: { path: { task_id: message.task } }, body: { text: reason } }));
  } catch (error) {
    remember(draftName(message.id), reason);
    note({ words: `It is denied, but the reason was not sent: ${wordsOf(error)}`, bad: true, act: { words: 'Retry', run: () => void explain(message, reason) } });
  }
}

export async function answer(message: Message, text: string, reason = ''): Promise<boolean> {
  const old = useSent.getState()[message.id];
  if (old?.state === 'sending' || old?.state === 'taken') return false;
  const key = old?.text === text ? old.key : token();
  set(message.id, { text, key, state: 'sending', words: '' });
  try {
    const params = { path: { message_id: message.id } };
    const found = await must(api.POST('/api/v1/messages/{message_id}/answer', { params, body: { text }, headers: { 'Idempotency-Key': key } }));
    set(message.id, { text, key, state: 'taken', words: '', message: found });
    remember(draftName(message.id), null);
    if (reason !== '') await explain(message, reason);
    return true;
  } catch (error) {
    const beaten = error instanceof Problem && error.code === 'already_answered';
    set(message.id, { text, key, state: beaten ? 'beaten' : 'refused', words: wordsOf(error), ...(beaten ? { message: asAnswered(message, error) } : {}) });
    note({ words: `Your answer was not sent: ${wordsOf(error)}`, bad: true }); // the next one may be shown by now; it waits where it was given
    return false;
  }
}

function asAnswered(message: Message, { body }: Problem): Message {
  const said = (name: string) => (typeof body[name] === 'string' ? body[name] : null);
  return { ...message, state: 'answered', answer: said('answer'), answered_by: said('by'), answered_at: null };
}

/** Whether it is out of the way: answered here, whatever the list still says. */
export const isGone = (sent: Sent | undefined): boolean => sent?.state === 'sending' || sent?.state === 'taken';

export interface Asked {
  message: Message; // as it stands by now
  sent: Sent | undefined;
}

export function useAsked(message: Message): Asked {
  const sent = useSent((all) => all[message.id]);
  if (message.state !== 'open' || sent?.message === undefined) return { message, sent };
  return { message: sent.message, sent };
}
