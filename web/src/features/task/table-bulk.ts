import { api, must } from '@/api/http';
import type { Priority, Task } from '@/api/types';
import type { TYPES } from './table-data';

/** One deed on many tasks: each is done or refused by itself. */

export type BulkAct = 'enqueue' | 'park' | 'retry' | 'reset' | 'cancel' | 'delete';
export type Deed = { act: BulkAct } | { act: 'change'; change: { priority?: Priority; task_type?: (typeof TYPES)[number] } };

export const DEED_WORDS: Record<BulkAct, string> = { enqueue: 'Queue', park: 'Back to backlog', retry: 'Retry', reset: 'Start over…', cancel: 'Cancel…', delete: 'Delete…' };

/** What is asked before these. */
export const WARNINGS: Partial<Record<BulkAct, { title: string; words: string; yes: string }>> = {
  reset: { title: 'Start over', words: 'Their workspaces go, and they are back in the backlog. What was done is kept under refs.', yes: 'Start over' },
  cancel: { title: 'Cancel', words: 'What agents are doing for them stops at their next step. Branches are kept.', yes: 'Cancel them' },
  delete: { title: 'Delete', words: 'They and their history are gone. This cannot be put back.', yes: 'Delete' },
};

export interface Refusal {
  task: Task;
  words: string;
}

export interface Outcome {
  deed: Deed;
  done: number;
  refused: readonly Refusal[];
}

const BATCH = 50; // tasks in one request

export async function inBulk(tasks: readonly Task[], deed: Deed): Promise<Outcome> {
  const refused: Refusal[] = [];
  let done = 0;
  for (let start = 0; start < tasks.length; start += BATCH) {
    const some = tasks.slice(start, start + BATCH);
    // The form has a default for every field; only what is named is changed.
    const { items } = await must(api.POST('/api/v1/tasks/bulk', { body: { tasks: some.map((one) => one.id), ...deed } as never }));
    for (const [place, result] of items.entries()) {
      const task = some[place];
      if (result.ok) done += 1;
      else if (task !== undefined) refused.push({ task, words: result.detail });
    }
  }
  return { deed, done, refused };
}
