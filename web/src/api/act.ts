import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, must } from './http';
import { keys } from './keys';
import type { Task, TaskStatus } from './types';

/** What a person can do to a task, each one route. The server decides; this is for what is offered. */
export type Act = 'enqueue' | 'run-now' | 'park' | 'cancel' | 'retry' | 'reset';

const FROM: Record<Act, readonly TaskStatus[]> = {
  enqueue: ['backlog', 'cancelled'],
  'run-now': ['backlog', 'queued'],
  park: ['queued'],
  cancel: ['backlog', 'queued', 'running', 'review', 'failed'],
  retry: ['failed'],
  reset: ['review', 'failed', 'cancelled'],
};

export const may = (act: Act, status: TaskStatus): boolean => FROM[act].includes(status);

/** Raises Problem. */
export function perform(number: number, act: Act): Promise<Task> {
  return must(api.POST(`/api/v1/tasks/{task_id}/${act}` as '/api/v1/tasks/{task_id}/enqueue', { params: { path: { task_id: String(number) } } }));
}

export function useAct(number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: Act) => perform(number, act),
    onSuccess: (task) => client.setQueryData(keys.task(number), task),
  });
}
