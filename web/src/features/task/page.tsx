import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import { useFleet, useProjects, useRuns, useTask } from '@/api/use';
import type { Run, Task } from '@/api/types';
import { Bones, Trouble } from '@/ui/page';
import { Tabs } from '@/ui/tabs';
import { Facts } from './facts';
import { Head } from './head';
import { Runs } from './runs';

const TABS = ['transcript', 'changes', 'workspace', 'runs', 'events', 'chat'] as const;
export type TabId = (typeof TABS)[number];
export const isTab = (text: string | undefined): text is TabId => TABS.some((one) => one === text);

/** What other features show on the page of a task; the app hands them in. */
export interface Slots {
  transcript: (about: About) => React.ReactNode;
  changes: (about: About) => React.ReactNode;
  workspace: (about: About) => React.ReactNode;
  events: (about: About) => React.ReactNode;
  chat: (about: About) => React.ReactNode;
  asks: (task: Task) => React.ReactNode;
}

export interface About {
  task: Task;
  run: Run | null;
  active: boolean; // false while another tab is in front of it
}

export interface TaskPageProps {
  number: number;
  tab: TabId;
  run: string | undefined;
  slots: Slots;
  onTab: (tab: TabId) => void;
  onRun: (run: string) => void;
}

export function TaskPage({ number, tab, run: chosen, slots, onTab, onRun }: TaskPageProps) {
  const [visited, setVisited] = useState<ReadonlySet<TabId>>(new Set([tab]));
  if (!visited.has(tab)) setVisited(new Set([...visited, tab]));
  const task = useTask(number);
  const runs = useRuns(number);
  const fleet = useFleet().data;
  const project = useProjects().data?.find((one) => one.id === task.data?.project);
  if (task.error !== null) return <Trouble words={wordsOf(task.error)} onRetry={() => void task.refetch()} />;
  if (task.data === undefined || runs.data === undefined) return <Bones rows={9} />;
  const all = runs.data;
  const works = all.filter((one) => one.kind === 'work');
  const run = all.find((one) => one.id === chosen) ?? works[works.length - 1] ?? null;
  const workerOf = (id: string) => fleet?.workers.find((one) => one.id === id)?.name;
  const worker = run?.worker && (run.ended_at === null || run.ended_at === undefined) ? (workerOf(run.worker) ?? null) : null;
  const sums = (run?.stat ?? []).reduce((sum, one) => ({ added: sum.added + (one.added ?? 0), removed: sum.removed + (one.removed ?? 0) }), { added: 0, removed: 0 });
  const tabs = TABS.map((id) => ({ id, words: <TabWords id={id} sums={sums} runs={all.length} /> }));
  return (
    <div className="h-full flex flex-col">
      <Head task={task.data} run={run} worker={worker}>
        <Tabs label="Task" tabs={tabs} chosen={tab} onChoose={(id) => isTab(id) && onTab(id)} />
      </Head>
      <div className="flex-1 min-h-0 flex">
        {TABS.filter((id) => id === tab || visited.has(id)).map((id) => (
          // Hidden by CSS and not taken away: each keeps its place.
          <div key={id} role="tabpanel" id={`panel-${id}`} aria-labelledby={`tab-${id}`} hidden={id !== tab} className="flex-1 min-w-0 min-h-0">
            {id === 'runs' ? <Runs runs={all} chosen={run?.id} workerOf={workerOf} onChoose={onRun} /> : slots[id]({ task: task.data, run, active: id === tab })}
          </div>
        ))}
        {tab !== 'changes' && (
          <aside aria-label="About the task" className="hidden lg:block w-[296px] shrink-0 border-l border-line scroll p-4">
            {task.data.open_questions > 0 && <div className="mb-4">{slots.asks(task.data)}</div>}
            <Facts task={task.data} run={run} worker={worker} project={project} />
          </aside>
        )}
      </div>
    </div>
  );
}

const WORDS: Record<TabId, string> = { transcript: 'Transcript', changes: 'Changes', workspace: 'Workspace', runs: 'Runs', events: 'Events', chat: 'Chat' };

function TabWords({ id, sums, runs }: { id: TabId; sums: { added: number; removed: number }; runs: number }) {
  return (
    <>
      {WORDS[id]}
      {id === 'changes' && sums.added + sums.removed > 0 && (
        <span className="num text-[11px] font-normal">
          <span className="text-ok">+{sums.added}</span> <span className="text-bad">−{sums.removed}</span>
        </span>
      )}
      {id === 'runs' && runs > 1 && <span className="num text-[11px] font-normal text-ink3">{runs}</span>}
    </>
  );
}
