import { reasonWords } from '@/api/eye';
import type { Fact } from '@/api/types';

const WORDS: Record<string, string> = {
  'task.created': 'written down',
  'task.changed': 'changed',
  'task.moved': 'moved',
  'task.deleted': 'deleted',
  'task.queued': 'queued',
  'task.parked': 'taken out of the queue',
  'task.running': 'started',
  'task.review': 'ready for review',
  'task.merging': 'approved, merging',
  'task.done': 'done',
  'task.failed': 'failed',
  'task.cancelled': 'cancelled',
  'task.reset': 'reset',
  'task.requeued': 'queued again',
  'run.queued': 'run queued',
  'run.claimed': 'run claimed',
  'run.status': 'run',
  'run.ended': 'run ended',
  'run.cancel_requested': 'asked to stop',
  'run.released': 'run given back',
  'message.posted': 'message',
  'message.answered': 'answered',
  'message.delivered': 'message delivered',
  'message.expired': 'question expired',
  'review.given': 'reviewed',
  'worker.registered': 'worker connected',
  'worker.changed': 'worker changed',
  'worker.gone': 'worker signed off',
  'session.started': 'session started',
  'session.idle': 'session idle',
  'session.terminated': 'session ended',
};

const DULL = new Set(['run.status', 'run.queued', 'run.claimed', 'message.delivered', 'worker.changed', 'session.idle', 'task.moved']);

export const isDull = (kind: string): boolean => DULL.has(kind);

const text = (fact: Fact, name: string): string => {
  const value = fact.body?.[name];
  return typeof value === 'string' ? value : '';
};

/** One fact in words. A kind that is not known yet is said as it is written. */
export function sentence(fact: Fact): string {
  const known = WORDS[fact.kind] ?? fact.kind.replace('.', ' ').replaceAll('_', ' ');
  const more = [text(fact, 'status'), reasonWords(text(fact, 'reason')), text(fact, 'name'), text(fact, 'verdict').replace('_', ' ')].filter((one) => one !== '');
  return more.length === 0 ? known : `${known}: ${more.join(', ')}`;
}
