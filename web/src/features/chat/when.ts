import type { Task } from '@/api/types';

/** What becomes of words that are sent now: a message to a run, a new run, or a word that is kept. */
export interface When {
  words: string;
  starts: boolean; // a run: `continue` instead of a message
}

export type Heard = Pick<Task, 'status' | 'open_questions'>;

export function whenRead({ status, open_questions }: Heard): When {
  if (status === 'running') {
    return { words: open_questions > 0 ? 'It waits for your answer. It reads this after that.' : 'It reads this at its next step.', starts: false };
  }
  if (status === 'review' || status === 'failed' || status === 'done') return { words: 'This starts a new run with these words.', starts: true };
  if (status === 'queued') return { words: 'Kept with the task. The agent reads it when it runs.', starts: false };
  if (status === 'merging') return { words: 'Kept with the task. Nothing reads it while it merges.', starts: false };
  return { words: 'Kept with the task.', starts: false };
}
