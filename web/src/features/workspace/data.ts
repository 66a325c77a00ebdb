import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import type { Task, Workspace } from '@/api/types';

export const useWorkspaces = (project?: string) =>
  useQuery({
    queryKey: [...keys.workspaces, project ?? null],
    queryFn: async ({ signal }) => (await must(api.GET('/api/v1/workspaces', { params: { query: { project } }, signal }))).items,
    placeholderData: (old) => old,
  });

/** Of one whose task goes on: how it stands decides what can be done. Of the others the workspace itself says all there is to show. */
export const useOwner = ({ number, state }: Workspace): Task | undefined =>
  useQuery({
    queryKey: keys.task(number ?? 0),
    queryFn: async ({ signal }) => (await must(api.GET('/api/v1/tasks/{task_id}', { params: { path: { task_id: String(number) } }, signal }))) as Task, // without a dialect the server answers in its own words
    enabled: typeof number === 'number' && state === 'active',
  }).data;

/** The server writes the wish down, and the worker meets it: the row says so until it is done. */
function useWish<Body, Answer>(ask: (body: Body) => Promise<Answer>, done?: (answer: Answer) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: keys.workspaces });
      done?.(answer);
    },
  });
}

const path = (task: string) => ({ params: { path: { task_id: task } } });

export const useDiscard = (task: string, done: () => void) => useWish(() => must(api.POST('/api/v1/workspaces/{task_id}/discard', path(task))), done);

export const useRestore = (task: string) => useWish(() => must(api.POST('/api/v1/workspaces/{task_id}/restore', path(task))));

export const useCleanup = (project: string | null) => useWish((unmerged: boolean) => must(api.POST('/api/v1/workspaces/cleanup', { body: { project, unmerged } })));

/** Of a task's newest run that tried to merge, while nothing came after: the files in which it did not fit. */
export const useConflicts = (task: Task | undefined) =>
  useQuery({
    queryKey: keys.of(task?.number ?? 0, 'conflicts'),
    queryFn: async ({ signal }): Promise<string[]> => {
      const run = await must(api.GET('/api/v1/runs/{run_id}', { params: { path: { run_id: task?.run ?? '' } }, signal }));
      return run.kind === 'merge' && run.status === 'failed' ? run.conflicts : [];
    },
    enabled: task?.status === 'review' && task.run !== null && task.run !== undefined,
  }).data ?? [];

export const useResolve = (task: Task) =>
  useMutation({ mutationFn: () => must(api.POST('/api/v1/tasks/{task_id}/continue', { params: { path: { task_id: String(task.number) } }, body: { text: '' } })) });
