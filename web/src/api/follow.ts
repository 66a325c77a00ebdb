import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { keys } from './keys';
import type { Fact } from './types';

/** Facts → what is stale. Nothing is taken from a fact but that: the server is asked for the truth. */

export interface Stale {
  keys: QueryKey[];
  tasks: Set<number>; // their cards
}

const numberOf = (fact: Fact): number | null => (typeof fact.body?.['number'] === 'number' ? fact.body['number'] : null);

const BY_NOUN: Record<string, readonly QueryKey[]> = {
  task: [keys.inbox, keys.fleet, keys.insights, keys.start, keys.workspaces],
  run: [keys.inbox, keys.fleet, keys.insights, keys.sessions, keys.start],
  message: [keys.inbox, keys.chat, keys.fleet, keys.start],
  review: [keys.inbox],
  worker: [keys.fleet, keys.agents, keys.start],
  session: [keys.sessions],
  workspace: [keys.workspaces],
  project: [keys.projects, keys.board, keys.start],
  key: [keys.accessKeys],
  org: [keys.org, keys.projects],
  agent: [keys.agents, keys.fleet],
  budget: [keys.projects],
};

/** What a run has used counts for its project when the run ends. */
const BY_KIND: Record<string, readonly QueryKey[]> = { 'run.ended': [keys.projects] };

export function stale(facts: readonly Fact[]): Stale {
  const found = new Map<string, QueryKey>();
  const tasks = new Set<number>();
  const add = (key: QueryKey) => found.set(JSON.stringify(key), key);
  add(keys.activity);
  for (const fact of facts) {
    const noun = fact.kind.slice(0, fact.kind.indexOf('.'));
    for (const key of [...(BY_NOUN[noun] ?? []), ...(BY_KIND[fact.kind] ?? [])]) add(key);
    const number = numberOf(fact);
    if (number === null) continue;
    tasks.add(number);
    add(keys.task(number));
  }
  return { keys: [...found.values()], tasks };
}

/** `null`: facts were missed, and any card may have changed. */
type Listener = (tasks: ReadonlySet<number> | null) => void;
const listeners = new Set<Listener>();

export function lostCards(): void {
  for (const listener of listeners) listener(null);
}

/** Told, at most ten times a second, which cards changed. */
export function onCards(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const FLUSH = 100; // milliseconds: ten renders a second are enough for eyes

/** What is dear to ask for is asked for more rarely; milliseconds between two questions. */
const RARELY: Record<string, number> = { insights: 10_000, activity: 1000, workspaces: 1000 };

/** Gathers facts for a moment, so that a storm of them costs one question and one render. */
export function gather(client: QueryClient, flush = FLUSH): (facts: readonly Fact[]) => void {
  let waiting: Fact[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = new Map<string, ReturnType<typeof setTimeout>>();
  const invalidate = (queryKey: QueryKey) => {
    const name = String(queryKey[0]);
    const pause = RARELY[name];
    if (pause === undefined) return void client.invalidateQueries({ queryKey });
    if (later.has(name)) return;
    const last = Math.max(0, ...client.getQueryCache().findAll({ queryKey }).map((one) => one.state.dataUpdatedAt));
    later.set(
      name,
      setTimeout(
        () => {
          later.delete(name);
          void client.invalidateQueries({ queryKey });
        },
        Math.max(0, last + pause - Date.now()),
      ),
    );
  };
  const go = () => {
    timer = undefined;
    const found = stale(waiting);
    waiting = [];
    for (const queryKey of found.keys) invalidate(queryKey);
    if (found.tasks.size > 0) for (const listener of listeners) listener(found.tasks);
  };
  return (facts) => {
    waiting.push(...facts);
    timer ??= setTimeout(go, flush);
  };
}
