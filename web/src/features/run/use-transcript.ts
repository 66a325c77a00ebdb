import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { api, must } from '@/api/http';
import { followRun } from '@/api/line';
import { wordsOf } from '@/api/problem';
import type { Entry } from '@/api/types';
import { Transcript } from './rows';

const PAGE = 200; // entries; the server's most
const FIRST = 2; // pages at the start

async function page(run: string, query: { before?: number; after?: number }, signal?: AbortSignal): Promise<Entry[]> {
  const { items } = await must(api.GET('/api/v1/runs/{run_id}/transcript', { params: { path: { run_id: run }, query: { ...query, limit: PAGE } }, signal: signal ?? null }));
  return items;
}

/** The newest `pages` pages, in order. `before` 0 is the end. */
async function tail(run: string, before: number, pages: number, signal: AbortSignal): Promise<Entry[]> {
  const found = await page(run, { before }, signal);
  const first = found[0]?.seq ?? 0;
  if (pages <= 1 || found.length < PAGE || first <= 1) return found;
  return [...(await tail(run, first, pages - 1, signal)), ...found];
}

export interface Shown {
  transcript: Transcript;
  version: number;
  loaded: boolean;
  trouble: string | null;
  ended: boolean; // nothing more will come
  detached: boolean; // a window from the middle is shown, not the end
  older: () => void; // loads the page before, once
  show: (seq: number) => void; // a window around that entry
  toEnd: () => void;
  again: () => void;
}

/** Of one run: the caller gives a component per run, by its key. Loads the end of a run's transcript, follows what comes, and pages backwards. `at`: begin around that entry. */
export function useTranscript(run: string, at?: number): Shown {
  const [transcript] = useState(() => new Transcript());
  const version = useSyncExternalStore(transcript.subscribe, transcript.snapshot);
  const [state, setState] = useState({ loaded: false, ended: false, trouble: null as string | null });
  const [around, setAround] = useState<number | null>(at ?? null);
  const [turn, setTurn] = useState(0);
  const asking = useRef(false);

  useEffect(() => {
    const abort = new AbortController();
    let leave: (() => void) | undefined;
    const begin = async () => {
      try {
        const entries = around === null ? await tail(run, 0, FIRST, abort.signal) : await windowAround(run, around, abort.signal);
        if (abort.signal.aborted) return;
        transcript.clear();
        transcript.append(entries);
        setState({ loaded: true, ended: false, trouble: null });
        if (around !== null) return;
        const listener = {
          after: transcript.last,
          entries: (found: Entry[]) => transcript.append(found),
          end: () => setState((old) => ({ ...old, ended: true })),
          lost: () => setTurn((old) => old + 1),
        };
        leave = followRun(run, listener);
      } catch (error) {
        if (!abort.signal.aborted) setState({ loaded: true, ended: false, trouble: wordsOf(error) });
      }
    };
    void begin();
    return () => {
      abort.abort();
      leave?.();
    };
  }, [run, around, turn, transcript]);

  const older = useCallback(() => {
    if (asking.current || transcript.first <= 1) return;
    asking.current = true;
    const { windows } = transcript;
    page(run, { before: transcript.first })
      .then((found) => transcript.windows === windows && transcript.prepend(found)) // not before rows of another window
      .catch((error: unknown) => setState((old) => ({ ...old, trouble: wordsOf(error) })))
      .finally(() => {
        asking.current = false;
      });
  }, [run, transcript]);

  return {
    transcript,
    version,
    ...state,
    detached: around !== null,
    older,
    show: setAround,
    toEnd: useCallback(() => setAround(null), []),
    again: useCallback(() => setTurn((old) => old + 1), []),
  };
}

async function windowAround(run: string, seq: number, signal: AbortSignal): Promise<Entry[]> {
  const [before, after] = await Promise.all([page(run, { before: Math.max(1, seq) }, signal), page(run, { after: Math.max(0, seq - 1) }, signal)]);
  return [...before, ...after];
}
