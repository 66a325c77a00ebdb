import { create } from 'zustand';
import { api, must } from '@/api/http';
import { wordsOf } from '@/api/problem';
import { token } from '@/lib/random';
import { recallList, remember } from '@/lib/shelf';

/** Words on their way to a task. What the server did not take stays here, also over a reload, until it is sent or thrown away. */
export interface Letter {
  key: string; // the same for each try: it counts once
  text: string;
  trouble: string | null; // null: on its way
}

type Outbox = Record<number, readonly Letter[]>;

const NONE: readonly Letter[] = [];
const nameOf = (task: number): string => `unsent.${task}`;

export const useOutbox = create<Outbox>(() => ({}));

function put(task: number, letters: readonly Letter[]): void {
  useOutbox.setState({ [task]: letters });
  remember(nameOf(task), letters.length === 0 ? null : JSON.stringify(letters.map((one) => one.text)));
}

/** What an earlier visit could not send. */
function kept(task: number): readonly Letter[] {
  const known = useOutbox.getState()[task];
  if (known !== undefined) return known;
  const found = recallList(nameOf(task));
  return found.length === 0 ? NONE : found.map((text) => ({ key: token(), text, trouble: 'It was not sent when you were here last.' }));
}

export function useLetters(task: number): readonly Letter[] {
  const letters = useOutbox((all) => all[task]);
  if (letters === undefined) {
    const found = kept(task);
    if (found !== NONE) queueMicrotask(() => put(task, found));
    return found;
  }
  return letters;
}

async function post(task: number, { text, key }: Letter, starts: boolean): Promise<void> {
  const params = { path: { task_id: String(task) } };
  const headers = { 'Idempotency-Key': key };
  if (starts) await must(api.POST('/api/v1/tasks/{task_id}/continue', { params, headers, body: { text } }));
  else await must(api.POST('/api/v1/tasks/{task_id}/messages', { params, headers, body: { text } }));
}

async function carry(task: number, letter: Letter, starts: boolean): Promise<void> {
  const others = () => kept(task).filter((one) => one.key !== letter.key);
  const place = (now: Letter) => put(task, kept(task).some((one) => one.key === letter.key) ? kept(task).map((one) => (one.key === letter.key ? now : one)) : [...kept(task), now]);
  place({ ...letter, trouble: null });
  try {
    await post(task, letter, starts);
    put(task, others());
  } catch (error) {
    place({ ...letter, trouble: wordsOf(error) });
  }
}

export const send = (task: number, text: string, starts: boolean): Promise<void> => carry(task, { key: token(), text, trouble: null }, starts);

export const sendAgain = carry;

export function drop(task: number, key: string): void {
  put(
    task,
    kept(task).filter((one) => one.key !== key),
  );
}
