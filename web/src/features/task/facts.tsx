import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PRIORITIES, PRIORITY_WORDS, reasonWords } from '@/api/eye';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import type { Project, Run, Task } from '@/api/types';
import { useNow } from '@/lib/clock';
import { ago, moment, ms } from '@/lib/time';
import { Level } from '@/ui/glyph';
import { Markdown } from '@/ui/markdown';

function useWhy(task: Task) {
  return useQuery({
    queryKey: keys.of(task.number, 'why'),
    queryFn: ({ signal }) => must(api.GET('/api/v1/tasks/{task_id}/why', { params: { path: { task_id: String(task.number) } }, signal })),
    enabled: task.status === 'queued' || task.status === 'backlog',
  }).data;
}

export function Facts({ task, run, worker, project }: { task: Task; run: Run | null; worker: string | null; project: Project | undefined }) {
  const now = useNow(1000);
  const why = useWhy(task);
  const level = PRIORITIES.indexOf(task.priority);
  const agent = task.agent ?? run?.agent ?? project?.inherited?.['agent'] ?? '';
  const leased = run !== null && run.lease_until && (run.ended_at === null || run.ended_at === undefined);
  const rows: [string, React.ReactNode][] = [
    [
      'Priority',
      <span key="p" className="inline-flex items-center gap-1.5">
        <Level level={level} label={`Priority P${level}`} />P{level} {PRIORITY_WORDS[task.priority]}
      </span>,
    ],
    ['Type', task.task_type],
    ['Project', project?.name ?? '…'],
    ['Agent', String(agent)],
    ['Worker', worker],
    ['Branch', task.branch === null ? null : <code key="b" className="font-mono text-[11.5px] [overflow-wrap:anywhere]">{task.branch}</code>],
    ['After', (task.depends_on ?? []).length === 0 ? null : <After key="d" ids={task.depends_on ?? []} />],
    ['Labels', (task.labels ?? []).join(', ') || null],
    ['Not before', task.not_before ? moment(ms(task.not_before)) : null],
    ['Lease', leased ? <span key="l" className="text-run">until {ago(now, ms(run.lease_until ?? ''))} from now</span> : null],
    ['Tier', run?.tier || null],
    ['Merged', task.merged_commit ? <code key="m" className="font-mono text-[11.5px]">{task.merged_commit.slice(0, 10)}</code> : null],
    ['Created', <span key="c" title={moment(ms(task.created_at))}>{ago(ms(task.created_at), now)} ago by {task.created_by}</span>],
  ];
  return (
    <div className="text-[13px]">
      {why !== undefined && (why.why ?? []).length > 0 && (
        <section className="mb-4 rounded-xl border border-line bg-sheet p-3">
          <h2 className="text-[12px] font-semibold text-ink3 mb-1">Why it is not running</h2>
          <ul className="grid gap-1">
            {(why.why ?? []).map((one) => (
              <li key={one.code}>{one.words}</li>
            ))}
          </ul>
        </section>
      )}
      {task.status === 'failed' && run !== null && (
        <section className="mb-4 rounded-xl border border-bad bg-badsoft p-3">
          <h2 className="text-[12px] font-semibold mb-1">{reasonWords(task.reason) || 'failed'}</h2>
          <p className="[overflow-wrap:anywhere]">{run.message || 'The run left no words.'}</p>
        </section>
      )}
      <dl className="grid grid-cols-[84px_1fr] gap-y-1.5 text-[12.5px]">
        {rows
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink3">{name}</dt>
              <dd className="min-w-0">{value}</dd>
            </div>
          ))}
      </dl>
      {task.description !== '' && (
        <section className="mt-5">
          <h2 className="text-[12px] font-semibold text-ink3 mb-1.5">What should be true afterwards</h2>
          <Markdown text={task.description} />
        </section>
      )}
    </div>
  );
}

function After({ ids }: { ids: readonly string[] }) {
  const found = useQuery({
    queryKey: ['tasks-by-id', ...ids],
    queryFn: async ({ signal }) => (await Promise.all(ids.map((id) => must(api.GET('/api/v1/tasks/{task_id}', { params: { path: { task_id: id } }, signal }))))) as Task[],
  }).data;
  return (
    <span className="inline-flex flex-wrap gap-x-2">
      {(found ?? []).map((one) => (
        <Link key={one.id} to="/tasks/$number" params={{ number: String(one.number) }} className="underline" title={one.title}>
          T-{one.number}
          {one.status === 'done' ? ' ✓' : ''}
        </Link>
      ))}
    </span>
  );
}
