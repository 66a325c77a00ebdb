import { useInfiniteQuery } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { Project } from '@/api/types';
import { Button } from '@/ui/button';
import { Select } from '@/ui/field';
import { Bones, Empty, PageHead, Trouble } from '@/ui/page';
import { Facts } from './facts';

const SIZE = 100;
const KINDS = ['task', 'run', 'message', 'review', 'worker', 'session', 'workspace', 'project', 'key'] as const;

export interface ActivityProps {
  kind: string | undefined;
  project: Project | undefined;
  onKind: (kind: string | undefined) => void;
}

export function Activity({ kind, project, onKind }: ActivityProps) {
  const facts = useInfiniteQuery({
    queryKey: [...keys.activity, kind ?? '', project?.id ?? ''],
    queryFn: ({ pageParam, signal }) =>
      must(api.GET('/api/v1/events', { params: { query: { before: pageParam, limit: SIZE, ...(kind ? { kind } : {}), ...(project ? { project: project.id } : {}) } }, signal })),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
    placeholderData: (old) => old,
  });
  const items = facts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="h-full scroll">
      <PageHead title="Activity" words="What happened, the newest first.">
        <Select label="Kind" hideLabel value={kind ?? ''} onChange={(event) => onKind(event.target.value || undefined)} choices={[{ value: '', words: 'Every kind' }, ...KINDS.map((one) => ({ value: one, words: one }))]} />
      </PageHead>
      {facts.isPending && <Bones rows={10} />}
      {facts.error !== null && <Trouble words={wordsOf(facts.error)} onRetry={() => void facts.refetch()} />}
      {facts.isSuccess && items.length === 0 && <Empty title="Nothing has happened yet">Each change of the board appears here, with who made it and when.</Empty>}
      <Facts facts={items} />
      {facts.hasNextPage && (
        <div className="px-6 pb-8">
          <Button kind="line" busy={facts.isFetchingNextPage} onClick={() => void facts.fetchNextPage()}>
            Older
          </Button>
        </div>
      )}
    </div>
  );
}
