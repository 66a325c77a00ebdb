import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { lazy } from 'react';
import { useMessages } from '@/api/use';
import type { Message, Task } from '@/api/types';
import { FactsOfTask } from '@/features/activity/of-task';
import { Composer } from '@/features/chat/composer';
import { Conversation } from '@/features/chat/conversation';
import { AskCard } from '@/features/inbox/ask-card';
import { TranscriptView } from '@/features/run/transcript';
import { type About, isTab, type Slots, TaskPage } from '@/features/task/page';
import { again } from '@/lib/again';
import { WorkspacePanel } from '@/features/workspace/panel';
import { Empty } from '@/ui/page';

const Changes = lazy(async () => ({ default: (await again(() => import('@/features/review/changes'))).Changes }));

/** Puts together what the features know of one task. */
export function Page() {
  const { number } = useParams({ strict: false });
  const { tab, run, at, file } = useSearch({ strict: false });
  const navigate = useNavigate();
  const router = useRouter();
  const go = (search: { tab?: string; run?: string; at?: string; file?: string }) => void navigate({ to: '/tasks/$number', params: { number: number ?? '' }, search, replace: true });
  const hrefOf = (of: string) => (seq: number) => router.buildLocation({ to: '/tasks/$number', params: { number: number ?? '' }, search: { run: of, at: String(seq) } }).href;
  const slots: Slots = {
    transcript: (about) => <Transcript key={about.run?.id} about={about} at={at === undefined ? undefined : Number(at)} hrefOf={hrefOf} />,
    changes: ({ task, active }) => <Changes task={task} at={file} active={active} onFile={(path) => go({ tab: 'changes', file: path })} />,
    workspace: ({ task }) => <WorkspacePanel task={task} />,
    events: ({ task }) => <FactsOfTask task={task} />,
    chat: ({ task, run }) => (
      <div className="h-full flex flex-col">
        <Conversation task={task} renderAsk={(message) => <AskCard message={message} where="transcript" />} />
        <Composer task={task} run={run} keyed={false} />
      </div>
    ),
    asks: (task) => <OpenAsks task={task} />,
  };
  return <TaskPage key={number} number={Number(number)} tab={isTab(tab) ? tab : 'transcript'} run={run} slots={slots} onTab={(next) => go({ tab: next === 'transcript' ? undefined : next, run } as never)} onRun={(next) => go({ run: next })} />;
}

function useOpen(number: number): Message[] {
  return (useMessages(number).data ?? []).filter((one) => one.state === 'open');
}

function OpenAsks({ task }: { task: Task }) {
  return useOpen(task.number).map((one) => <AskCard key={one.id} message={one} where="task" />);
}

function Transcript({ about: { task, run, active }, at, hrefOf }: { about: About; at: number | undefined; hrefOf: (run: string) => (seq: number) => string }) {
  const messages = useMessages(task.number).data ?? [];
  const below = (
    <div className="shrink-0">
      <div className="lg:hidden px-3 pt-2 max-h-[45vh] scroll">{task.open_questions > 0 && <OpenAsks task={task} />}</div>
      <Composer task={task} run={run} />
    </div>
  );
  if (run === null) {
    return (
      <div className="h-full flex flex-col">
        <div className="flex-1 min-h-0 scroll">
          <Empty title="Nobody has worked on it yet">What the agent reads, thinks and does appears here, live, once a worker has taken the task.</Empty>
        </div>
        {below}
      </div>
    );
  }
  const ask = (id: string, text: string) => {
    const message = messages.find((one) => one.id === id);
    if (message === undefined) return <p className="font-serif text-[16px]">{text}</p>;
    if (message.state !== 'open') return <AskCard message={message} where="transcript" />;
    return (
      <>
        <div className="max-lg:hidden">
          <AskCard message={message} where="transcript" />
        </div>
        {/* Where there is no room beside it, it is answered above the composer. */}
        <p className="lg:hidden rounded-xl border border-hot bg-hotsoft px-3 py-2 font-serif text-[16px]">{text}</p>
      </>
    );
  };
  const live = run.ended_at === null || run.ended_at === undefined;
  return <TranscriptView run={run.id} live={live} at={at} active={active} hrefOf={hrefOf(run.id)} renderAsk={ask} below={below} />;
}
