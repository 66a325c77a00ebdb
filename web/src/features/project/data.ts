import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { create } from 'zustand';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import type { OrgOwn, Project } from '@/api/types';
import { type Changes, merged } from './layers';

/** What is typed and not saved. It stays while one looks at another page; secrets may be in it, so it is kept nowhere else. */
export interface Draft {
  name?: string;
  repository?: string;
  target?: string;
  settings: Changes;
}

export const NOTHING: Draft = { settings: {} };

const useDrafts = create<Readonly<Record<string, Draft>>>(() => ({}));

export function useDraft(of: string): [Draft, (next: Draft) => void] {
  const draft = useDrafts((all) => all[of]) ?? NOTHING;
  return [draft, (next) => useDrafts.setState({ [of]: next })];
}

/** When somebody signs out: the next one is somebody else. */
export const dropDrafts = (): void => useDrafts.setState({}, true);

export const many = ({ settings, ...rest }: Draft): number => Object.keys(settings).length + Object.keys(rest).length;

interface Fields {
  name?: string;
  repository?: string | null;
  target?: string;
  paused?: boolean;
  settings?: Record<string, unknown>;
}

const patch = (id: string, fields: Fields): Promise<Project> => must(api.PATCH('/api/v1/projects/{project_id}', { params: { path: { project_id: id } }, body: fields as never }));

/** Only what was changed is named. The settings are one field of it, so they are read anew: what somebody else changed meanwhile stays. */
async function send(id: string, { settings, repository, ...rest }: Draft): Promise<Project> {
  const fields: Fields = { ...rest, ...(repository === undefined ? {} : { repository: repository.trim() === '' ? null : repository.trim() }) };
  if (Object.keys(settings).length > 0) {
    const now = await must(api.GET('/api/v1/projects/{project_id}', { params: { path: { project_id: id } } }));
    fields.settings = merged(now.settings ?? {}, settings);
  }
  return patch(id, fields);
}

function put(client: QueryClient, project: Project): void {
  client.setQueryData<Project[]>(keys.projects, (old) => old?.map((one) => (one.id === project.id ? project : one)));
}

export function useSave(id: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (draft: Draft) => send(id, draft), onSuccess: (project) => put(client, project) });
}

/** Shown at once, and put back when the server refuses. */
export function usePause(project: Project) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (paused: boolean) => patch(project.id, { paused }),
    onMutate: (paused) => {
      put(client, { ...project, paused });
      return project;
    },
    onSuccess: (now) => put(client, now),
    onError: (_error, _paused, before) => before && put(client, before),
  });
}

export function useRemove(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => must(api.DELETE('/api/v1/projects/{project_id}', { params: { path: { project_id: id } } })),
    onSuccess: () => client.setQueryData<Project[]>(keys.projects, (old) => old?.filter((one) => one.id !== id)),
  });
}

async function sendOrg(settings: Changes): Promise<OrgOwn> {
  const now = await must(api.GET('/api/v1/org'));
  return must(api.PATCH('/api/v1/org', { body: { settings: merged(now.settings ?? {}, settings) } as never }));
}

export function useSaveOrg() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ settings }: Draft) => sendOrg(settings),
    onSuccess: (org) => {
      client.setQueryData(keys.org, org);
      void client.invalidateQueries({ queryKey: keys.projects });
    },
  });
}
