import { create } from 'zustand';
import { recall, remember } from './shelf';

/** Whether the desktop may be told, and when it may not. Nothing is asked of the browser but from a button. */
export type Leave = NotificationPermission | 'unsupported';

export interface Quiet {
  from: string; // "22:00", of this machine's clock
  to: string;
}

interface Notice {
  leave: Leave;
  on: boolean;
  quiet: Quiet | null;
}

const leave = (): Leave => (typeof Notification === 'undefined' ? 'unsupported' : Notification.permission);

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function keptQuiet(): Quiet | null {
  const [from = '', to = ''] = (recall('notice.quiet') ?? '').split('-');
  return TIME.test(from) && TIME.test(to) ? { from, to } : null;
}

export const useNotice = create<Notice>(() => ({ leave: leave(), on: recall('notice') !== 'off', quiet: keptQuiet() }));

/** Only from a click: browsers refuse a page that asks by itself, and so do people. */
export async function askPermission(): Promise<Leave> {
  const found: Leave = typeof Notification === 'undefined' ? 'unsupported' : await Notification.requestPermission();
  useNotice.setState({ leave: found });
  if (found === 'granted') setNotices(true);
  return found;
}

export function setNotices(on: boolean): void {
  remember('notice', on ? null : 'off');
  useNotice.setState({ on });
}

export function setQuiet(quiet: Quiet | null): void {
  remember('notice.quiet', quiet === null ? null : `${quiet.from}-${quiet.to}`);
  useNotice.setState({ quiet });
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Over midnight, too. */
export function isQuiet(quiet: Quiet | null, now: number): boolean {
  if (quiet === null) return false;
  const day = new Date(now);
  const at = day.getHours() * 60 + day.getMinutes();
  const [from, to] = [minutes(quiet.from), minutes(quiet.to)];
  return from <= to ? at >= from && at < to : at >= from || at < to;
}

export const mayTell = ({ leave, on, quiet }: Notice, now: number): boolean => leave === 'granted' && on && !isQuiet(quiet, now);
