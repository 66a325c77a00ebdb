import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import type { Fleet, InboxItem } from '@/api/types';
import { useFleet, useInbox } from '@/api/use';
import { many } from '@/lib/number';
import { mayTell, useNotice } from '@/lib/notice';
import { say } from '@/lib/say';
import { keepOnly, type Notice, onOpened, show } from './desktop';

/** What blocks an agent is told at once: spoken on the page, and on the desktop when nobody looks. The rest is counted. */

const SINGLY = 3; // more than so many at once are one notification
const WORKERS = 'workers';

const tagOf = (item: InboxItem): string => `task-${item.task.number}`;

const ASKS: Record<string, string> = { question: 'asks', permission: 'asks for permission', budget: 'has used its budget' };

export const spoken = ({ kind, task, words }: InboxItem): string => `T-${task.number} ${ASKS[kind] ?? 'waits'}: ${words}`;

/** A permission is not given from a notification: it shows a part of what would happen, and a yes is for all of it. */
export function noticeOf(item: InboxItem): Notice {
  const { kind, task, message, words } = item;
  return { tag: tagOf(item), title: `T-${task.number} ${ASKS[kind] ?? 'waits'} · ${task.title}`, body: words, message: message?.id ?? null, choices: kind === 'question' ? (message?.choices ?? []) : [] };
}

/** Ids grow with time, so what is new is what is greater than all that was there. */
export function fresh(items: readonly InboxItem[], newest: string): InboxItem[] {
  return items.filter((one) => (one.message?.id ?? '') > newest);
}

export const newestOf = (items: readonly InboxItem[], before: string): string => items.reduce((most, one) => ((one.message?.id ?? '') > most ? (one.message?.id ?? '') : most), before);

const workersUp = (fleet: Fleet): number => fleet.workers.filter((one) => one.status !== 'offline' && one.status !== 'gone' && one.status !== 'error').length;
const queued = (fleet: Fleet): number => Object.values(fleet.depth).reduce((sum, one) => sum + one, 0);

const nobodyLooks = (): boolean => document.visibilityState === 'hidden' || !document.hasFocus();

export function useNotify(): void {
  const inbox = useInbox().data;
  const fleet = useFleet().data;
  const navigate = useNavigate();
  const newest = useRef<string | null>(null);
  const up = useRef<number | null>(null);
  const stopped = useRef(false);
  const open = useCallback((message: string | null) => void navigate({ to: '/inbox', search: message === null ? {} : { item: message } }), [navigate]);
  const tell = useCallback(
    (notice: Notice) => {
      if (nobodyLooks() && mayTell(useNotice.getState(), Date.now())) void show(notice, open);
    },
    [open],
  );

  useEffect(() => onOpened(open), [open]);

  useEffect(() => {
    if (inbox === undefined) return;
    const { items } = inbox;
    const arrived = newest.current === null ? [] : fresh(items, newest.current);
    newest.current = newestOf(items, newest.current ?? '');
    void keepOnly(new Set([...items.map(tagOf), ...(items.length > 0 ? ['many'] : []), ...(stopped.current ? [WORKERS] : [])]));
    if (arrived.length === 0) return;
    say(arrived.length === 1 ? spoken(arrived[0]!) : `${many(arrived.length, 'agent')} wait on you`);
    if (arrived.length <= SINGLY) for (const one of arrived) tell(noticeOf(one));
    else tell({ tag: 'many', title: `${arrived.length} agents wait on you`, body: arrived.map(spoken).slice(0, SINGLY).join('\n'), message: null, choices: [] });
  }, [inbox, tell]);

  useEffect(() => {
    if (fleet === undefined) return;
    const now = workersUp(fleet);
    const fell = up.current !== null && up.current > 0 && now === 0 && queued(fleet) > 0;
    up.current = now;
    if (now > 0) stopped.current = false;
    if (!fell) return;
    stopped.current = true;
    say('No worker is up');
    tell({ tag: WORKERS, title: 'No worker is up', body: `${many(queued(fleet), 'task')} in the queue, and nobody takes them.`, message: null, choices: [] });
  }, [fleet, tell]);
}
