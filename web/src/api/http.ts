import createClient, { type Middleware } from 'openapi-fetch';
import { token } from '@/lib/random';
import { AWAY, Problem, problemOf } from './problem';
import type { paths } from './schema';

/** Where the board lies: `<base>` says it, so that it may lie below a path of a reverse proxy. */
export const ROOT = new URL('.', document.baseURI);

const listeners = new Set<() => void>();

/** Called when the server no longer knows who we are. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function ask(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.status === 401) for (const listener of listeners) listener();
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, AWAY, 'The server does not answer.');
  }
}

/** Every change at most once: one that is sent again after a lost answer carries the same key. */
const once: Middleware = {
  onRequest({ request }) {
    const key = request.headers.get('idempotency-key');
    if (request.method !== 'GET' && key === null) request.headers.set('idempotency-key', token());
  },
};

export const api = createClient<paths>({ baseUrl: ROOT.href.replace(/\/$/, ''), credentials: 'same-origin', fetch: ask });
api.use(once);

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the server answered. Raises Problem when it refused. */
export async function must<T>(asked: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}
