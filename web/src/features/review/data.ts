import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import type { Project, Run, Task } from '@/api/types';
import { readPatch } from '@/lib/patch';
import type { Shown } from './rows';

type Stat = Run['stat'][number];
const path = (number: number) => ({ path: { task_id: String(number) } });

export const useReviews = (number: number) =>
  useQuery({ queryKey: keys.of(number, 'reviews'), queryFn: async ({ signal }) => (await must(api.GET('/api/v1/tasks/{task_id}/reviews', { params: path(number), signal }))).items });

/** Held by commit: what a commit changed never changes. Without a run it is the newest that the task has. */
export const usePatch = (task: Task, run: string | null, head: string | null) =>
  useQuery({
    queryKey: ['patch', run ?? task.id, head],
    queryFn: async ({ signal }) =>
      (run === null ? await must(api.GET('/api/v1/tasks/{task_id}/patch', { params: path(task.number), signal })) : await must(api.GET('/api/v1/runs/{run_id}/patch', { params: { path: { run_id: run } }, signal }))).patch,
    enabled: head !== null,
  });

const CHANGES = ['added', 'deleted', 'renamed', 'copied', 'modified'] as const;

/** The run counted every file; the patch may have been cut. */
export function withStat(files: readonly Omit<Shown, 'missing'>[], stat: readonly Stat[]): Shown[] {
  const counted = new Map(stat.map((one) => [one.path, one]));
  const there = new Set(files.map((file) => file.path));
  const whole = files.map((file): Shown => {
    const known = counted.get(file.path);
    if (known === undefined || known.added === null || known.removed === null) return { ...file, missing: 'none' };
    const short = known.added > file.added || known.removed > file.removed;
    return { ...file, added: known.added, removed: known.removed, missing: !short ? 'none' : file.count === 0 ? 'all' : 'rest' };
  });
  const left = stat.filter((one) => !there.has(one.path));
  return [
    ...whole,
    ...left.map(
      ({ path, kind, added, removed }): Shown => ({
        path,
        from: null,
        change: CHANGES.find((one) => one === kind) ?? 'modified',
        modes: null,
        binary: added === null,
        added: added ?? 0,
        removed: removed ?? 0,
        count: 0,
        hunks: [],
        missing: 'all',
      }),
    ),
  ];
}

const NO_STAT: readonly Stat[] = [];

export function useShown(text: string | undefined, stat: readonly Stat[] = NO_STAT): { files: Shown[]; lines: number } {
  return useMemo(() => {
    const patch = readPatch(text ?? '');
    return { files: withStat(patch.files, stat), lines: patch.lines };
  }, [text, stat]);
}

/** A person's verdict. The answer is shown at once; the facts that follow say the same. */
export function useVerdict<Body>(task: Task, send: (params: ReturnType<typeof path>, body: Body) => Promise<Task>, done?: (task: Task) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => send(path(task.number), body),
    onSuccess: (now) => {
      client.setQueryData<Task>(keys.task(task.number), (old) => ({ ...old, ...now }));
      void client.invalidateQueries({ queryKey: keys.of(task.number, 'reviews') });
      void client.invalidateQueries({ queryKey: keys.of(task.number, 'runs') });
      done?.(now);
    },
  });
}

interface Said {
  text: string;
  remarks: { path: string; line: number | null; quote: string; text: string }[];
}

export const useRequestChanges = (task: Task, done: () => void) =>
  useVerdict(task, (params, body: Said) => must(api.POST('/api/v1/tasks/{task_id}/request-changes', { params, body })), done);

export const useApprove = (task: Task, done: () => void) =>
  useVerdict(task, (params, said: { text: string; remove_workspace: boolean }) => must(api.POST('/api/v1/tasks/{task_id}/approve', { params, body: { head_commit: task.head_commit ?? null, ...said } })), done);

export const useAccept = (task: Task) => useVerdict(task, (params, text: string) => must(api.POST('/api/v1/tasks/{task_id}/accept', { params, body: { text } })));

export const useContinue = (task: Task) => useVerdict(task, (params, text: string) => must(api.POST('/api/v1/tasks/{task_id}/continue', { params, body: { text } })));

/** What a merge will do, as the settings stand now: the task's own, the project's, what it inherits. */
export function settingOf(name: string, task: Task, project: Project | undefined, run: Run | undefined): unknown {
  for (const found of [task.settings, project?.settings, project?.inherited, run?.settings]) if (found?.[name] !== undefined) return found[name];
  return undefined;
}

/** The newest run that left the commit that is looked at: its checks are what speaks for it. */
export const makerOf = (runs: readonly Run[], head: string | null | undefined): Run | undefined => runs.findLast((run) => run.kind === 'work' && run.head_commit === head);

/** The last try to merge, while nothing has been done since. */
export const mergeOf = (runs: readonly Run[], task: Task): Run | undefined => runs.find((run) => run.kind === 'merge' && run.id === task.run);
