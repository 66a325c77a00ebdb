import { Link } from '@tanstack/react-router';
import { CirclePlay, CircleStop, Ellipsis, ListPlus, RotateCcw } from 'lucide-react';
import { type Act, may, useAct } from '@/api/act';
import { lookOfTask, reasonWords } from '@/api/eye';
import { wordsOf } from '@/api/problem';
import type { Run, Task } from '@/api/types';
import { useNow } from '@/lib/clock';
import { money, short } from '@/lib/number';
import { lasted, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { Menu } from '@/ui/menu';
import { Pill, Trouble } from '@/ui/page';

const BUTTONS: readonly { act: Act; words: string; icon: typeof CircleStop; solid?: boolean }[] = [
  { act: 'enqueue', words: 'Queue', icon: ListPlus, solid: true },
  { act: 'run-now', words: 'Run now', icon: CirclePlay },
  { act: 'retry', words: 'Try again', icon: RotateCcw, solid: true },
];
const MORE: readonly { act: Act; words: string; bad?: boolean }[] = [
  { act: 'park', words: 'Back to the backlog' },
  { act: 'reset', words: 'Reset to the start' },
  { act: 'cancel', words: 'Cancel the task', bad: true },
];

function standing(task: Task, worker: string | null): string {
  if (task.open_questions > 0) return worker === null ? 'Waiting on you' : `Waiting on you, held by ${worker}`;
  const words = lookOfTask(task.status).words;
  if (task.status === 'running' && worker !== null) return `${words} on ${worker}`;
  if ((task.status === 'failed' || task.status === 'cancelled') && task.reason) return `${words}: ${reasonWords(task.reason)}`;
  return words;
}

export function Head({ task, run, worker, children }: { task: Task; run: Run | null; worker: string | null; children: React.ReactNode }) {
  const look = lookOfTask(task.status, task.open_questions > 0);
  const acting = useAct(task.number);
  const more = MORE.filter((one) => may(one.act, task.status) && !(one.act === 'cancel' && task.status === 'running'));
  return (
    <header className="px-4 md:px-5 pt-3 border-b border-line">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-[12px] text-ink3">
        <Link to="/board" className="hover:underline">
          Board
        </Link>
        <span aria-hidden>/</span>
        <span className="font-mono">T-{task.number}</span>
        <Pill ink={look.name === 'ask' ? 'var(--hotink)' : look.ink} soft={look.soft}>
          <Glyph shape={look.shape} ink={look.ink} size={12} />
          {standing(task, worker)}
        </Pill>
        {run !== null && <Sums task={task} run={run} />}
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 mt-1.5">
        <h1 className="font-serif text-[22px] md:text-[25px] leading-tight tracking-[-0.01em] min-w-0 flex-1 [overflow-wrap:anywhere] line-clamp-2">{task.title}</h1>
        <div className="flex gap-2">
          {BUTTONS.filter((one) => may(one.act, task.status)).map(({ act, words, icon: Icon, solid }) => (
            <Button key={act} kind={solid ? 'solid' : 'line'} busy={acting.isPending} onClick={() => acting.mutate(act)}>
              <Icon size={14} aria-hidden />
              {words}
            </Button>
          ))}
          {task.status === 'running' && (
            <Button kind="line" busy={acting.isPending || (run?.cancel_requested ?? false)} onClick={() => acting.mutate('cancel')}>
              <CircleStop size={14} aria-hidden />
              {run?.cancel_requested ? 'Stopping' : 'Stop'}
            </Button>
          )}
          {more.length > 0 && (
            <Menu label="More" align="end" items={[more.map((one) => ({ words: one.words, bad: one.bad ?? false, run: () => acting.mutate(one.act) }))]}>
              <Button kind="line" size="icon" aria-label="More">
                <Ellipsis size={15} aria-hidden />
              </Button>
            </Menu>
          )}
        </div>
      </div>
      {acting.error !== null && <Trouble words={wordsOf(acting.error)} {...(acting.variables === undefined ? {} : { onRetry: () => acting.mutate(acting.variables as Act) })} />}
      <div className="mt-2">{children}</div>
    </header>
  );
}

function Sums({ task, run }: { task: Task; run: Run }) {
  const now = useNow();
  const begun = run.started_at ?? run.claimed_at;
  const until = run.ended_at === null || run.ended_at === undefined ? now : ms(run.ended_at);
  const tokens = (run.usage?.tokens_in ?? 0) + (run.usage?.tokens_out ?? 0);
  const parts = [
    `run ${run.number}${task.runs > run.number ? ` of ${task.runs}` : ''}`,
    begun ? lasted(Math.max(0, until - ms(begun)) / 1000) : null,
    run.usage && run.usage.cost_usd > 0 ? money(run.usage.cost_usd) : null,
    tokens > 0 ? `${short(tokens)} tok` : null,
  ];
  return <span className="num ml-auto max-md:hidden">{parts.filter((one) => one !== null).join(' · ')}</span>;
}
