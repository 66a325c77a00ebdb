import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { lookOfTask } from '@/api/eye';
import { wordsOf } from '@/api/problem';
import type { Project, Task } from '@/api/types';
import { useKeys } from '@/lib/keys';
import { count } from '@/lib/number';
import { say } from '@/lib/say';
import { Button } from '@/ui/button';
import { Field, Select } from '@/ui/field';
import { Bones, Empty, PageHead, Trouble } from '@/ui/page';
import { BulkBar } from './table-bar';
import { MOST, nextSort, type Sort, sortOf, STATES, type TableSearch, TYPES, useTasks } from './table-data';
import { ROW, TaskRow } from './table-rows';

const PAUSE = 200; // milliseconds after the last letter

export interface TableProps {
  search: TableSearch;
  projects: readonly Project[];
  onChange: (part: Partial<TableSearch>) => void;
}

export function TaskTable({ search, projects, onChange }: TableProps) {
  const found = useTasks(search);
  const { tasks } = found;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = tasks.filter((one) => picked.has(one.id));
  const isFiltered = Boolean(search.status || search.type || search.q || search.project);
  return (
    <div className="h-full flex flex-col">
      <PageHead title="Tasks" words={found.isSuccess ? `${count(tasks.length)}${found.hasNextPage ? ' and more' : ''}` : undefined}>
        <Filters search={search} onChange={onChange} />
      </PageHead>
      {found.isCut && <p className="px-4 md:px-6 pb-2 text-[12.5px] text-ink2">These are the first {count(MOST)}, put in order. Filter to see others.</p>}
      {found.error !== null && <Trouble words={wordsOf(found.error)} onRetry={() => void found.refetch()} />}
      {found.isPending && <Bones rows={12} />}
      {found.isSuccess && tasks.length === 0 && (
        <Empty title={isFiltered ? 'No task is like that' : 'No tasks yet'}>
          {isFiltered ? (
            <Button kind="line" onClick={() => onChange({ status: undefined, type: undefined, q: undefined, project: undefined })}>
              Clear filters
            </Button>
          ) : (
            'Press C to write what should be true. It appears here and on the board.'
          )}
        </Empty>
      )}
      {tasks.length > 0 && (
        <Rows
          tasks={tasks}
          projects={projects}
          picked={picked}
          sort={search.sort}
          onSort={(sort) => onChange({ sort })}
          onPick={setPicked}
          more={found.hasNextPage && !found.isFetchingNextPage && sortOf(search.sort) === null ? () => void found.fetchNextPage() : null}
        />
      )}
      <BulkBar tasks={chosen} onDone={(refused) => setPicked(new Set(refused.map((one) => one.id)))} onClear={() => setPicked(new Set())} />
    </div>
  );
}

function Filters({ search, onChange }: { search: TableSearch; onChange: TableProps['onChange'] }) {
  const [typed, setTyped] = useState(search.q ?? '');
  const box = useRef<HTMLDivElement>(null);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    if (typed === (search.q ?? '')) return;
    const timer = setTimeout(() => tell.current({ q: typed || undefined }), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, search.q]);
  useKeys([
    {
      keys: '/',
      where: 'tasks',
      words: 'Search by words',
      run: (event) => {
        event.preventDefault();
        box.current?.querySelector('input')?.focus();
      },
    },
  ]);
  return (
    <div ref={box} className="flex gap-2 max-md:grid max-md:grid-cols-2 max-md:w-[calc(100vw-2rem)]">
      <div className="max-md:col-span-2">
        <Field label="Words" hideLabel type="search" placeholder="Words, or T-12" value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
      </div>
      <Select label="State" hideLabel value={search.status ?? ''} onChange={(event) => onChange({ status: event.target.value || undefined })} choices={[{ value: '', words: 'Every state' }, ...STATES.map((one) => ({ value: one, words: lookOfTask(one).words }))]} />
      <Select label="Type" hideLabel value={search.type ?? ''} onChange={(event) => onChange({ type: event.target.value || undefined })} choices={[{ value: '', words: 'Every type' }, ...TYPES.map((one) => ({ value: one, words: one }))]} />
    </div>
  );
}

interface RowsProps {
  tasks: readonly Task[];
  projects: readonly Project[];
  picked: ReadonlySet<string>;
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
  onPick: (picked: ReadonlySet<string>) => void;
  more: (() => void) | null;
}

function Rows({ tasks, projects, picked, sort, onSort, onPick, more }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const from = useRef<number | null>(null);
  const [stop, setStop] = useState(0);
  const at = Math.min(stop, tasks.length - 1);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const rows = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => box.current,
    estimateSize: useCallback(() => ROW, []),
    getItemKey: useCallback((index: number) => tasks[index]?.id ?? index, [tasks]),
    overscan: 10,
  });
  const seen = rows.getVirtualItems();
  const last = seen[seen.length - 1]?.index ?? 0;
  useEffect(() => {
    if (more !== null && last >= tasks.length - 20) more();
  }, [last, tasks.length, more]);

  const go = (to: number) => {
    const next = Math.max(0, Math.min(to, tasks.length - 1));
    setStop(next);
    rows.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${tasks[next]?.number}"] [data-title]`)?.focus({ preventScroll: true }));
  };
  const pick = (index: number, range: boolean) => {
    const start = from.current;
    const next = new Set(picked);
    const task = tasks[index];
    if (task === undefined) return;
    if (range && start !== null) for (const one of tasks.slice(Math.min(start, index), Math.max(start, index) + 1)) next.add(one.id);
    else if (!next.delete(task.id)) next.add(task.id);
    if (!range) from.current = index;
    onPick(next);
    say(`T-${task.number} ${next.has(task.id) ? 'selected' : 'not selected'}, ${next.size} in all`);
  };
  const isHere = () => box.current?.contains(document.activeElement) === true || document.activeElement === document.body || document.activeElement?.id === 'main';
  const here = (run: () => void) => (event: KeyboardEvent) => {
    if (!isHere()) return;
    event.preventDefault();
    run();
  };
  useKeys([
    ...['j', 'ArrowDown'].map((keys) => ({ keys, where: 'tasks', words: 'Next task', run: here(() => go(box.current?.contains(document.activeElement) ? at + 1 : at)) })),
    ...['k', 'ArrowUp'].map((keys) => ({ keys, where: 'tasks', words: 'Task before', run: here(() => go(at - 1)) })),
    { keys: 'x', where: 'tasks', words: 'Select', run: here(() => pick(at, false)) },
    { keys: 'Shift+X', where: 'tasks', words: 'Select up to here', run: here(() => pick(at, true)) },
  ]);

  const above = seen[0]?.start ?? 0;
  const below = rows.getTotalSize() - (seen[seen.length - 1]?.end ?? 0);
  const isAll = tasks.every((one) => picked.has(one.id));
  return (
    <div ref={box} className="flex-1 min-h-0 scroll" tabIndex={-1}>
      <table className="w-full text-[13px]" aria-rowcount={tasks.length + 1}>
        <thead className="sticky top-0 z-10 bg-paper text-left text-[12px] text-ink3">
          <tr aria-rowindex={1} className="h-9">
            <th className="pl-4 md:pl-6 pr-1" scope="col">
              <span className="size-7 grid place-items-center">
                <input type="checkbox" aria-label="Select all that are shown" checked={isAll} onChange={() => onPick(new Set(isAll ? [] : tasks.map((one) => one.id)))} className="size-4 accent-[var(--ink)]" />
              </span>
            </th>
            <Head by="number" words="Task" sort={sort} onSort={onSort} />
            <Head by="title" words="Title" sort={sort} onSort={onSort} />
            <Head by="status" words="State" sort={sort} onSort={onSort} />
            <Head by="priority" words="Priority" sort={sort} onSort={onSort} />
            <Head by="type" words="Type" sort={sort} onSort={onSort} className="max-md:hidden" />
            <th className="px-2 font-medium max-lg:hidden" scope="col">
              Project
            </th>
            <th className="px-2 font-medium max-lg:hidden" scope="col">
              Agent
            </th>
            <Head by="changed" words="Changed" sort={sort} onSort={onSort} className="text-right md:pr-4 max-md:hidden" />
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
          {seen.map(({ index, key }) => {
            const task = tasks[index];
            if (task === undefined) return null;
            return (
              <TaskRow
                key={key}
                task={task}
                place={index + 1}
                project={projects.find((one) => one.id === task.project)?.name ?? ''}
                isPicked={picked.has(task.id)}
                isStop={index === at}
                onPick={(range) => pick(index, range)}
                onFocus={() => setStop(index)}
              />
            );
          })}
          {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

function Head({ by, words, sort, onSort, className = '' }: { by: Sort; words: string; sort: string | undefined; onSort: (sort: string | undefined) => void; className?: string }) {
  const now = sortOf(sort);
  const mine = now?.by === by ? now : null;
  return (
    <th scope="col" aria-sort={mine === null ? undefined : mine.down ? 'descending' : 'ascending'} className={className}>
      <button type="button" onClick={() => onSort(nextSort(sort, by))} className={`h-7 px-2 inline-flex items-center gap-1 rounded-md hover:bg-sunk cursor-pointer ${mine === null ? 'font-medium' : 'font-semibold text-ink'}`}>
        {words}
        {mine !== null && (mine.down ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />)}
      </button>
    </th>
  );
}
