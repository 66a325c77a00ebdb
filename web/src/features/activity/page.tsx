import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { Fact, Project } from '@/api/types';
import { useNow } from '@/lib/clock';
import { ago, moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Select } from '@/ui/field';
import { Bones, Empty, PageHead, Trouble } from '@/ui/page';
import { isDull, sentence } from './sentence';

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
    getNextPageParam: (last) => (last.items.length < SIZE ? undefined : last.items[last.items.length - 1]?.seq),
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
      <ol className="px-4 md:px-6 pb-6 max-w-[860px]">
        {fold(items).map((group) => (
          <Group key={group[0]!.seq} group={group} />
        ))}
      </ol>
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

/** Dull kinds in a row become one line that opens. */
export function fold(facts: readonly Fact[]): Fact[][] {
  const groups: Fact[][] = [];
  for (const fact of facts) {
    const last = groups[groups.length - 1];
    if (last !== undefined && isDull(fact.kind) && isDull(last[0]!.kind)) last.push(fact);
    else groups.push([fact]);
  }
  return groups;
}

function Group({ group }: { group: Fact[] }) {
  if (group.length < 3) return group.map((fact) => <Line key={fact.seq} fact={fact} />);
  return (
    <li>
      <details>
        <summary className="py-1.5 text-[12.5px] text-ink3 cursor-pointer">{group.length} small steps</summary>
        <ol>
          {group.map((fact) => (
            <Line key={fact.seq} fact={fact} />
          ))}
        </ol>
      </details>
    </li>
  );
}

function Line({ fact }: { fact: Fact }) {
  const now = useNow(10_000);
  const number = fact.body?.['number'];
  const then = ms(fact.at);
  return (
    <li className="grid grid-cols-[52px_1fr] gap-3 py-1.5 border-b border-line text-[13px]">
      <time dateTime={fact.at} title={moment(then)} className="num text-ink3 text-right">
        {ago(then, now)}
      </time>
      <span>
        {typeof number === 'number' && (
          <Link to="/tasks/$number" params={{ number: String(number) }} className="font-mono text-[12px] mr-1.5 underline decoration-line2">
            T-{number}
          </Link>
        )}
        {sentence(fact)} <span className="text-ink3">by {fact.actor}</span>
      </span>
    </li>
  );
}
