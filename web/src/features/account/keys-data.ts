import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { Problem } from '@/api/problem';
import type { AccessKey, KeyScope } from '@/api/types';
import { ms } from '@/lib/time';

export const useAccessKeys = () =>
  useQuery({
    queryKey: keys.accessKeys,
    queryFn: async ({ signal }) => (await must(api.GET('/api/v1/keys', { signal }))).items,
    retry: (failures, error) => !(error instanceof Problem && error.status === 403) && failures < 1,
  });

export const SCOPES: readonly { value: KeyScope; words: string; may: string }[] = [
  { value: 'operator', words: 'Operator', may: 'tasks, answers, reviews and workspaces' },
  { value: 'viewer', words: 'Viewer', may: 'reading only' },
  { value: 'worker', words: 'Worker', may: 'claiming and reporting, for the workers that this key has registered' },
  { value: 'admin', words: 'Admin', may: 'everything in the organisation: projects, keys, settings' },
];

export const scopeWords = (scope: AccessKey['scope']): string => SCOPES.find((one) => one.value === scope)?.words ?? scope;

export interface NewKey {
  name: string;
  scope: KeyScope;
  expires_days: number;
}

export function useAddKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewKey) => must(api.POST('/api/v1/keys', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.accessKeys }),
  });
}

export function useRotate(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (overlap: number) => must(api.POST('/api/v1/keys/{key_id}/rotate', { params: { path: { key_id: id } }, body: { overlap } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.accessKeys }),
  });
}

export function useRevoke(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => must(api.DELETE('/api/v1/keys/{key_id}', { params: { path: { key_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.accessKeys }),
  });
}

/** Why a key holds no more; null: it holds. */
export function endOf(key: AccessKey, now: number): 'revoked' | 'expired' | null {
  if (key.revoked_at) return 'revoked';
  return key.expires_at && ms(key.expires_at) <= now ? 'expired' : null;
}
