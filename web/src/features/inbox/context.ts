import { useQuery } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import type { Entry, Message } from '@/api/types';

/** What an agent did before it asked, and the request as it was made: from the end of its transcript. */
export interface Did {
  seq: number;
  kind: string; // a short word for the left edge
  text: string;
  bad: boolean;
}

export interface Request {
  tool: string;
  input: unknown;
  cut: boolean; // only a part of it is known
  by: string;
}

const SIZE = 40;
const SHOWN = 7;
const LINE = 400;
const TRIES = 8; // the words of a request come a moment after it

const text = (body: Entry['body'], name: string): string => {
  const value = body?.[name];
  return typeof value === 'string' ? value : '';
};

const short = (words: string): string => (words.length > LINE ? `${words.slice(0, LINE)}…` : words);

function didOf({ seq, kind, body }: Entry): Did | null {
  const line = (name: string, words: string, bad = false): Did => ({ seq, kind: name, text: short(words.trim()), bad });
  if (kind === 'text') return line('said', text(body, 'text'));
  if (kind === 'thinking') return line('thought', text(body, 'text'));
  if (kind === 'tool_call') return line(text(body, 'tool') || 'tool', tellingOf(body?.['input']));
  if (kind === 'tool_result') return body?.['ok'] === false ? line('failed', text(body, 'text'), true) : null;
  if (kind === 'file_change') return line(text(body, 'change') || 'changed', text(body, 'path'));
  if (kind === 'error') return line('error', text(body, 'text') || text(body, 'reason').replaceAll('_', ' '), true);
  if (kind === 'raw') return line('', text(body, 'text'));
  return null;
}

export function tellingOf(input: unknown): string {
  if (typeof input !== 'object' || input === null) return typeof input === 'string' ? input : '';
  return Object.values(input).find((one): one is string => typeof one === 'string') ?? '';
}

/** A run of one edit after the other is one line for each file. */
export function doing(entries: readonly Entry[], message: string | null): Did[] {
  const end = message === null ? -1 : entries.findIndex((one) => text(one.body, 'message') === message);
  const found: Did[] = [];
  for (const entry of end < 0 ? entries : entries.slice(0, end)) {
    const did = didOf(entry);
    const last = found[found.length - 1];
    if (did === null || did.text === '' || (last?.text === did.text && entry.kind === 'file_change')) continue;
    found.push(did);
  }
  return found.slice(-SHOWN);
}

function requestOf(entries: readonly Entry[], message: string | null): Request | null {
  const entry = entries.find((one) => one.kind === 'permission_request' && text(one.body, 'message') === message);
  if (entry === undefined) return null;
  return { tool: text(entry.body, 'tool'), input: entry.body?.['input'], cut: entry.body?.['cut'] === true, by: text(entry.body, 'by') };
}

export interface Context {
  did: Did[];
  request: Request | null;
}

const EMPTY: Context = { did: [], request: null };

/** `message` null: the end of the run. */
export function useContext(run: string | null, message: Message | null): Context {
  const id = message?.id ?? null;
  return (
    useQuery({
      queryKey: ['ask-context', run, id],
      enabled: run !== null,
      queryFn: async ({ signal }) => {
        const { items } = await must(api.GET('/api/v1/runs/{run_id}/transcript', { params: { path: { run_id: run ?? '' }, query: { before: 0, limit: SIZE } }, signal }));
        return { did: doing(items, id), request: requestOf(items, id), found: id === null || items.some((one) => text(one.body, 'message') === id) };
      },
      refetchInterval: ({ state }) => (message?.state === 'open' && state.data?.found === false && state.dataUpdateCount < TRIES ? 500 : false),
    }).data ?? EMPTY
  );
}
