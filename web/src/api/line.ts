import type { QueryClient } from '@tanstack/react-query';
import { gather, lostCards } from './follow';
import { api, must } from './http';
import { Live, type RunListener, useLine } from './live';
import { setDown } from './query';

let live: Live | undefined;

/** The tab's one line, made once by the app. */
export function line(client: QueryClient): Live {
  live = new Live({
    facts: gather(client),
    lost: () => {
      void client.invalidateQueries();
      lostCards();
    },
    cursor: async () => {
      const { items } = await must(api.GET('/api/v1/events', { params: { query: { before: 0, limit: 1 } } }));
      return items[0]?.seq ?? 0;
    },
  });
  useLine.subscribe(({ state }) => setDown(state === 'down'));
  return live;
}

export function followRun(run: string, listener: RunListener): () => void {
  return live?.follow(run, listener) ?? (() => undefined);
}
