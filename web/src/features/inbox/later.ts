import { create } from 'zustand';
import { token } from '@/lib/random';
import { recall, remember } from '@/lib/shelf';

/** What this browser puts off: hidden for a while, never decided. */
type Until = number | string; // epoch milliseconds, or the visit after which it comes back

const NAME = 'later';
const AWAY = 5 * 60_000; // milliseconds out of sight after which coming back is a new visit
const HOUR = 3_600_000;

function kept(): Record<string, Until> {
  try {
    const found: unknown = JSON.parse(recall(NAME) ?? '{}');
    if (typeof found !== 'object' || found === null) return {};
    return Object.fromEntries(Object.entries(found).filter((one): one is [string, Until] => typeof one[1] === 'number' || typeof one[1] === 'string'));
  } catch {
    return {};
  }
}

interface Later {
  until: Record<string, Until>;
  visit: string;
}

export const useLater = create<Later>(() => ({ until: kept(), visit: token() }));

export type Wait = 'hour' | 'tomorrow' | 'visit';

export const WAITS: readonly { wait: Wait; words: string }[] = [
  { wait: 'hour', words: 'In an hour' },
  { wait: 'tomorrow', words: 'Tomorrow, at 9' },
  { wait: 'visit', words: 'When I am back' },
];

export function tomorrow(now: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + 1);
  return day.setHours(9, 0, 0, 0);
}

function keep(until: Record<string, Until>): void {
  remember(NAME, Object.keys(until).length === 0 ? null : JSON.stringify(until));
  useLater.setState({ until });
}

export function putOff(id: string, wait: Wait, now: number): void {
  const { until, visit } = useLater.getState();
  const live = Object.entries(until).filter(([, one]) => typeof one === 'string' || one > now);
  keep({ ...Object.fromEntries(live), [id]: wait === 'visit' ? visit : wait === 'hour' ? now + HOUR : tomorrow(now) });
}

export function bringBack(id: string): void {
  keep(Object.fromEntries(Object.entries(useLater.getState().until).filter(([one]) => one !== id)));
}

export function isPutOff({ until, visit }: Later, id: string, now: number): boolean {
  const one = until[id];
  return typeof one === 'number' ? one > now : one === visit;
}

let left = 0;
if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') left = Date.now();
    else if (left > 0 && Date.now() - left >= AWAY) useLater.setState({ visit: token() });
  });
}
