import type { Shape } from '@/lib/shape';
import type { TaskStatus, WorkerStatus } from './types';

/** One vocabulary for the eye, whatever the store calls it: words, colour and shape of every state. */
export interface Look {
  name: string;
  words: string;
  shape: Shape;
  ink: string; // a CSS colour
  soft: string; // behind it; "transparent" where nothing is tinted
}

const look = (name: string, words: string, shape: Shape, ink: string, soft = 'transparent'): Look => ({
  name,
  words,
  shape,
  ink: `var(--${ink})`,
  soft: soft === 'transparent' ? soft : `var(--${soft})`,
});

export const NEEDS_YOU = look('ask', 'Needs you', 'diamond', 'hot', 'hotsoft');

const TASKS: Record<TaskStatus, Look> = {
  backlog: look('backlog', 'Backlog', 'dotted', 'ink3'),
  queued: look('queued', 'Queued', 'ring', 'wait'),
  running: look('running', 'Running', 'arc', 'run', 'runsoft'),
  review: look('review', 'Review', 'half', 'rev', 'revsoft'),
  merging: look('merging', 'Merging', 'arc', 'rev', 'revsoft'),
  done: look('done', 'Done', 'tick', 'ok', 'oksoft'),
  failed: look('failed', 'Failed', 'cross', 'bad', 'badsoft'),
  cancelled: look('cancelled', 'Cancelled', 'struck', 'ink3'),
};

export function lookOfTask(status: TaskStatus, asks = false): Look {
  return asks ? NEEDS_YOU : TASKS[status];
}

const WORKERS: Record<WorkerStatus, Look> = {
  busy: look('busy', 'Busy', 'arc', 'run', 'runsoft'),
  waiting: look('waiting', 'Waiting on you', 'diamond', 'hot', 'hotsoft'),
  idle: look('idle', 'Idle', 'ring', 'wait'),
  draining: look('draining', 'Draining', 'half', 'wait'),
  error: look('error', 'Error', 'cross', 'bad', 'badsoft'),
  offline: look('offline', 'Offline', 'dotted', 'ink3'),
  gone: look('gone', 'Signed off', 'struck', 'ink3'),
};

export const lookOfWorker = (status: WorkerStatus): Look => WORKERS[status];

/** P0 … P3: how high, for glyph and word. */
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export const PRIORITY_WORDS = { urgent: 'Urgent', high: 'High', normal: 'Normal', low: 'Low' } as const;

/** Why a run or a task ended, in words a person can act on. */
export const REASONS: Record<string, string> = {
  completed: 'completed',
  no_changes: 'changed nothing',
  agent_error: 'the agent reported an error',
  agent_crashed: 'the agent crashed',
  protocol_error: 'the agent spoke no known words',
  checks_failed: 'a check failed',
  run_timeout: 'took longer than allowed',
  silence_timeout: 'was silent for too long',
  budget_exceeded: 'its budget is used up',
  rate_limited: 'the agent account is rate limited',
  agent_auth: 'the agent is not signed in',
  setup_failed: 'setup failed',
  git_failed: 'git failed',
  out_of_memory: 'ran out of memory',
  disk_full: 'the disk is full',
  sandbox_unavailable: 'no sandbox of the required tier',
  cancelled: 'cancelled',
  worker_lost: 'its worker was lost',
  human_timeout: 'nobody answered in time',
  parked: 'parked until it is answered',
};

export const reasonWords = (reason: string | null | undefined): string => (reason ? (REASONS[reason] ?? reason) : '');
