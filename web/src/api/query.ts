import { QueryClient } from '@tanstack/react-query';
import { AWAY, Problem } from './problem';

const POLL = 5000; // milliseconds, while the live line is down

/** The server's facts name what is stale (`follow.ts`), so nothing is asked for again by itself. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (failures, error) => error instanceof Problem && error.code === AWAY && failures < 3,
        refetchInterval: () => (isDown() ? POLL : false),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

let down = false;
const isDown = () => down;

/** Told by the live line: while it is down, what is shown is asked for every five seconds. */
export function setDown(now: boolean): void {
  down = now;
}
