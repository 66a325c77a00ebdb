import { useInfiniteQuery } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { Task } from '@/api/types';
import { Button } from '@/ui/button';
import { Bones, Trouble } from '@/ui/page';
import { Facts } from './facts';

const SIZE = 100;

/** Everything that happened to one task. */
export function FactsOfTask({ task }: { task: Task }) {
  const facts = useInfiniteQuery({
    queryKey: keys.of(task.number, 'events'),
    queryFn: ({ pageParam, signal }) => must(api.GET('/api/v1/events', { params: { query: { before: pageParam, limit: SIZE, task: task.id } }, signal })),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
  });
  if (facts.isPending) return <Bones />;
  return (
    <div className="h-full scroll pt-3">
      {facts.error !== null && <Trouble words={wordsOf(facts.error)} onRetry={() => void facts.refetch()} />}
      <Facts facts={facts.data?.pages.flatMap((page) => page.items) ?? []} />
      {facts.hasNextPage && (
        <Button kind="line" className="ml-6 mb-6" busy={facts.isFetchingNextPage} onClick={() => void facts.fetchNextPage()}>
          Older
        </Button>
      )}
    </div>
  );
}
