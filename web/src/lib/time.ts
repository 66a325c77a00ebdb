/** Moments as people say them. All take epoch milliseconds; nothing here reads a clock. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "4s", "3m", "5h", "2d": how long ago, one unit, rounded down. */
export function ago(then: number, now: number): string {
  const gone = Math.max(0, now - then);
  if (gone < 1000) return 'now';
  if (gone < MINUTE) return `${Math.floor(gone / 1000)}s`;
  if (gone < HOUR) return `${Math.floor(gone / MINUTE)}m`;
  if (gone < DAY) return `${Math.floor(gone / HOUR)}h`;
  return `${Math.floor(gone / DAY)}d`;
}

/** "7.4s", "18m 04s", "2h 05m": a length of time given in seconds. */
export function lasted(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}h ${two(minutes)}m` : `${minutes}m ${two(whole % 60)}s`;
}

// Made once: a formatter costs more than a whole card of the board.
const CLOCK = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const MOMENT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });

export const clock = (then: number): string => CLOCK.format(then);

export const moment = (then: number): string => MOMENT.format(then);

export function ms(iso: string): number {
  return Date.parse(iso);
}

/** "0", "30s", "5m", "1.5h", "3d": a length of time given in seconds, for an axis, where room is short. */
export function brief(seconds: number): string {
  const [size, unit] = seconds < 60 ? [1, 's'] : seconds < 3600 ? [60, 'm'] : seconds < 86_400 ? [3600, 'h'] : ([86_400, 'd'] as const);
  return seconds === 0 ? '0' : `${Number((seconds / size).toFixed(1))}${unit}`;
}
