import { type Look, lookOfWorker } from '@/api/eye';
import type { FleetWorker, WorkerStatus } from '@/api/types';
import { count, many } from '@/lib/number';
import { ago, ms } from '@/lib/time';

/** What a worker is to the eye, and where it stands among the others. */

const SPINES: Record<WorkerStatus, string> = { waiting: 'ask', error: 'failed', busy: 'running', idle: 'queued', draining: 'queued', offline: 'backlog', gone: 'cancelled' };
const ORDER: readonly WorkerStatus[] = ['waiting', 'error', 'busy', 'draining', 'idle', 'offline', 'gone'];

export const asks = (worker: FleetWorker) => worker.runs.filter((run) => run.ask !== null);

/** What it was asked for holds before it says so itself, with its next heartbeat. */
export function stateOf(worker: FleetWorker): WorkerStatus {
  const settled = worker.status === 'offline' || worker.status === 'gone' || worker.status === 'waiting';
  return worker.drain && !settled ? 'draining' : worker.status;
}

export const lookOf = (worker: FleetWorker): Look & { spine: string } => ({ ...lookOfWorker(stateOf(worker)), spine: SPINES[stateOf(worker)] });

/** Since when, as far as is known: a worker's state has no time of its own. */
export function sinceOf(worker: FleetWorker): number | null {
  if (worker.status === 'offline') return ms(worker.heartbeat_at);
  const starts = worker.runs.map((run) => ms(run.since));
  return starts.length > 0 ? Math.min(...starts) : null;
}

/** Who needs a person first, then by state, then by name. */
export function ordered(workers: readonly FleetWorker[]): FleetWorker[] {
  const rank = (one: FleetWorker) => (asks(one).length > 0 && one.status !== 'offline' ? 0 : 1 + ORDER.indexOf(stateOf(one)));
  return workers.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** "9 busy · 3 waiting on you · 1 offline · 4 open questions". */
export function summary(workers: readonly FleetWorker[]): string {
  const open = workers.flatMap(asks).length;
  const counts = ORDER.map((status) => [status, workers.filter((one) => stateOf(one) === status).length] as const);
  const parts = counts.filter(([, found]) => found > 0).map(([status, found]) => `${count(found)} ${lookOfWorker(status).words.toLowerCase()}`);
  return [...parts, ...(open > 0 ? [many(open, 'open question')] : [])].join(' · ');
}

export function slotWords(worker: FleetWorker): string {
  const held = worker.runs.length;
  return held > worker.slots ? `${many(held, 'run')}, ${many(worker.slots, 'slot')}` : `${held} of ${many(worker.slots, 'slot')}`;
}

export const isThere = (worker: FleetWorker): boolean => worker.status !== 'offline' && worker.status !== 'gone';

export const agoWords = (then: number, now: number): string => (ago(then, now) === 'now' ? 'now' : `${ago(then, now)} ago`);
