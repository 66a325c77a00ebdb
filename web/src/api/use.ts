import { useQuery } from '@tanstack/react-query';
import { api, must } from './http';
import { keys } from './keys';
import type { Task } from './types';

/** What several pages ask for. What only one feature asks for stands in that feature. */

export const useMe = () => useQuery({ queryKey: keys.me, queryFn: ({ signal }) => must(api.GET('/api/v1/auth/me', { signal })), retry: false });

export const useInbox = (tab: 'waiting' | 'review' | 'failed' | 'answered' = 'waiting') =>
  useQuery({
    queryKey: [...keys.inbox, tab],
    queryFn: ({ signal }) => must(api.GET('/api/v1/inbox', { params: { query: { tab, limit: 100 } }, signal })),
    placeholderData: (old) => old,
  });

/** A heartbeat is no fact, and silence even less: who shows them gives the milliseconds between two looks. */
export const useFleet = (every?: number) =>
  useQuery({
    queryKey: keys.fleet,
    queryFn: ({ signal }) => must(api.GET('/api/v1/fleet', { signal })),
    ...(every === undefined ? {} : { refetchInterval: every }),
  });

export const useProjects = () =>
  useQuery({ queryKey: keys.projects, queryFn: async ({ signal }) => (await must(api.GET('/api/v1/projects', { signal }))).items });

export const useTask = (number: number) =>
  useQuery({
    queryKey: keys.task(number),
    // Without a dialect the server answers in its own words.
    queryFn: async ({ signal }) => (await must(api.GET('/api/v1/tasks/{task_id}', { params: { path: { task_id: String(number) } }, signal }))) as Task,
  });

export const useRuns = (number: number) =>
  useQuery({
    queryKey: keys.of(number, 'runs'),
    queryFn: async ({ signal }) => (await must(api.GET('/api/v1/tasks/{task_id}/runs', { params: { path: { task_id: String(number) } }, signal }))).items,
  });

export const useMessages = (number: number) =>
  useQuery({
    queryKey: keys.of(number, 'messages'),
    queryFn: async ({ signal }) => (await must(api.GET('/api/v1/tasks/{task_id}/messages', { params: { path: { task_id: String(number) } }, signal }))).items,
  });

/** One message of a task's conversation. */
export const useMessage = (number: number, id: string) => useMessages(number).data?.find((one) => one.id === id);

/** What workers can start now, and which accounts must rest. */
export const useAgents = () => useQuery({ queryKey: keys.agents, queryFn: async ({ signal }) => (await must(api.GET('/api/v1/agents', { signal }))).items });

/** A worker's answer is no fact: while one is asked to look again, the list is read anew. */
export const useProfiles = () =>
  useQuery({
    queryKey: keys.profiles,
    queryFn: async ({ signal }) => (await must(api.GET('/api/v1/profiles', { signal }))).items,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.asked) ? 2000 : false),
  });

/** One's own organisation, with the settings that lie under those of its projects. */
export const useOrg = () => useQuery({ queryKey: keys.org, queryFn: ({ signal }) => must(api.GET('/api/v1/org', { signal })) });
