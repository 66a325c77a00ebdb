import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { PRIORITIES } from '@/api/eye';
import { onCards } from '@/api/follow';
import { api, must } from '@/api/http';
import type { Task, TaskStatus } from '@/api/types';

/** Pages of tasks. The server filters; it keeps one order, that of the board, so any other is made here of all that was found. */

export interface TableSearch {
  project?: string | undefined;
  status?: string | undefined;
  type?: string | undefined;
  q?: string | undefined;
  sort?: string | undefined;
}

export const STATES: readonly TaskStatus[] = ['backlog', 'queued', 'running', 'review', 'merging', 'done', 'failed', 'cancelled'];
export const TYPES = ['feature', 'bugfix', 'test', 'docs', 'refactor', 'review'] as const;
export const SORTS = ['number', 'title', 'status', 'priority', 'type', 'changed'] as const;
export type Sort = (typeof SORTS)[number];

const PAGE = 100;
const LARGE = 200; // in a page, when all of them are wanted
export const MOST = 5000; // tasks that are put in another order
const KEY = 'tasks';
const PAUSE = 1000; // milliseconds between two readings of what is shown

const isTask = (one: object): one is Task => 'position' in one && 'number' in one;
const oneOf = <T extends string>(all: readonly T[], word: string | undefined): T | undefined => all.find((one) => one === word);

/** "-changed" is by change, the largest first. */
export function sortOf(word: string | undefined): { by: Sort; down: boolean } | null {
  const by = oneOf(SORTS, word?.replace(/^-/, ''));
  return by === undefined ? null : { by, down: word?.startsWith('-') ?? false };
}

export const nextSort = (word: string | undefined, by: Sort): string | undefined => {
  const now = sortOf(word);
  if (now?.by !== by) return by;
  return now.down ? undefined : `-${by}`;
};

const VALUES: Record<Sort, (task: Task) => number | string> = {
  number: (task) => task.number,
  title: (task) => task.title.toLowerCase(),
  status: (task) => STATES.indexOf(task.status),
  priority: (task) => PRIORITIES.indexOf(task.priority),
  type: (task) => task.task_type,
  changed: (task) => Date.parse(task.updated_at),
};

export function sorted(tasks: readonly Task[], word: string | undefined): readonly Task[] {
  const sort = sortOf(word);
  if (sort === null) return tasks;
  const value = VALUES[sort.by];
  const sign = sort.down ? -1 : 1;
  return tasks.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)];
    return one === other ? a.number - b.number : one < other ? -sign : sign;
  });
}

async function read({ project, status, type, q }: TableSearch, cursor: string | undefined, limit: number, signal: AbortSignal) {
  const state = oneOf(STATES, status);
  const kind = oneOf(TYPES, type);
  const words = q?.trim();
  const number = /^(?:[tT]-|#)(\d{1,9})$/.exec(words ?? '')?.[1];
  const text = number === undefined ? (words ? { q: words } : {}) : { number: Number(number) };
  const query = { limit, ...text, ...(project ? { project } : {}), ...(state ? { status: state } : {}), ...(kind ? { task_type: kind } : {}), ...(cursor ? { cursor } : {}) };
  const { items, next } = await must(api.GET('/api/v1/tasks', { params: { query }, signal }));
  return { items: items.filter(isTask), next: next ?? undefined };
}

export function useTasks(search: TableSearch) {
  const { project, status, type, q, sort } = search;
  const wantsAll = sortOf(sort) !== null;
  const client = useQueryClient();
  const found = useInfiniteQuery({
    queryKey: [KEY, project ?? '', status ?? '', type ?? '', q ?? '', wantsAll],
    queryFn: ({ pageParam, signal }) => read({ project, status, type, q }, pageParam, wantsAll ? LARGE : PAGE, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    placeholderData: (old) => old,
  });
  const tasks = useMemo(() => sorted(found.data?.pages.flatMap((page) => page.items) ?? [], sort), [found.data, sort]);
  const { hasNextPage, isFetching, fetchNextPage } = found;
  const isShort = wantsAll && hasNextPage && !isFetching && tasks.length < MOST;
  useEffect(() => {
    if (isShort) void fetchNextPage();
  }, [isShort, fetchNextPage]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deaf = onCards(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: [KEY] });
      }, PAUSE);
    });
    return () => {
      deaf();
      clearTimeout(timer);
    };
  }, [client]);
  return { ...found, tasks, isCut: wantsAll && hasNextPage && tasks.length >= MOST };
}
