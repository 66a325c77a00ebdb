import { wordsOf } from '@/api/problem';
import type { Insights as Known } from '@/api/types';
import { count, many, money, short } from '@/lib/number';
import { brief, lasted } from '@/lib/time';
import { spanTicks, ticks } from '@/ui/scale';
import { Button } from '@/ui/button';
import { Bones, Empty, PageHead, Trouble } from '@/ui/page';
import { Agents } from './agents';
import { Daily } from './daily';
import { Figures } from './figures';
import { PERIODS, type Period, periodOf, useInsights } from './period';

export interface InsightsProps {
  days: string | undefined;
  project: string | undefined; // its name; undefined: all
  onDays: (days: Period) => void;
}

export function Insights({ days, project, onDays }: InsightsProps) {
  const period = periodOf(days);
  const found = useInsights(period, project);
  return (
    <div className="h-full scroll">
      <PageHead title="Insights" words={`${project ?? 'All projects'}, the last ${period} days. A day begins at midnight UTC.`}>
        <div role="group" aria-label="Period" className="flex rounded-lg border border-line2 bg-sheet p-0.5">
          {PERIODS.map((one) => (
            <Button key={one} size="small" aria-pressed={one === period} onClick={() => onDays(one)} className={one === period ? 'bg-sunk text-ink font-semibold' : ''}>
              {one} days
            </Button>
          ))}
        </div>
      </PageHead>
      {found.isPending && <Bones />}
      {found.error !== null && <Trouble words={wordsOf(found.error)} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && <Shown insights={found.data} period={period} onDays={onDays} />}
    </div>
  );
}

const isEmpty = ({ days, agents, waiting }: Known): boolean =>
  agents.length === 0 && waiting.answered === 0 && waiting.open === 0 && days.every((day) => day.cost_usd + day.tokens_in + day.tokens_out + day.created + day.done + day.failed + day.questions === 0);

function Shown({ insights, period, onDays }: { insights: Known; period: Period; onDays: (days: Period) => void }) {
  if (isEmpty(insights)) {
    return (
      <Empty title={`Nothing happened in these ${period} days`}>
        <p>What agents cost, how much was done and how long people were waited for will stand here.</p>
        {period < 90 && (
          <p className="mt-4">
            <Button kind="line" onClick={() => onDays(90)}>
              Look at 90 days
            </Button>
          </p>
        )}
      </Empty>
    );
  }
  return (
    <>
      <Figures insights={insights} />
      <div className="grid lg:grid-cols-2 gap-4 px-4 md:px-6 pb-10">
        <Spending days={insights.days} />
        <Throughput days={insights.days} />
        <Waiting insights={insights} />
        <Agents agents={insights.agents} />
      </div>
    </>
  );
}

const tokens = (value: number): string => short(Math.round(value));

function Spending({ days }: { days: Known['days'] }) {
  const names = days.map((day) => day.day);
  return (
    <>
      <Daily
        title="Cost per day"
        days={names}
        series={[{ name: 'cost', ink: 'var(--run)', fill: 'solid', values: days.map((day) => day.cost_usd) }]}
        format={money}
        axis={money}
        scale={ticks}
        empty="No agent told a cost in these days. Some never do."
      />
      <Daily
        title="Tokens per day"
        days={names}
        stacked
        summed="tokens"
        series={[
          { name: 'from a cache', ink: 'var(--wait)', fill: 'hollow', values: days.map((day) => Math.min(day.tokens_cached, day.tokens_in)) },
          { name: 'read anew', ink: 'var(--run)', fill: 'solid', values: days.map((day) => Math.max(day.tokens_in - day.tokens_cached, 0)) },
          { name: 'written', ink: 'var(--rev)', fill: 'hatch', values: days.map((day) => day.tokens_out) },
        ]}
        format={tokens}
        axis={tokens}
        scale={(most) => ticks(most, { whole: true })}
        empty="No agent told its tokens in these days. Some never do."
      />
    </>
  );
}

function Throughput({ days }: { days: Known['days'] }) {
  return (
    <Daily
      title="Tasks per day"
      className="lg:col-span-2"
      days={days.map((day) => day.day)}
      series={[
        { name: 'created', ink: 'var(--wait)', fill: 'hollow', values: days.map((day) => day.created) },
        { name: 'done', ink: 'var(--ok)', fill: 'solid', values: days.map((day) => day.done) },
        { name: 'failed', ink: 'var(--bad)', fill: 'hatch', values: days.map((day) => day.failed) },
      ]}
      format={count}
      axis={count}
      scale={(most) => ticks(most, { whole: true })}
      empty="No task was created or finished in these days."
    />
  );
}

function Waiting({ insights: { days, waiting } }: { insights: Known }) {
  const asked = days.reduce((sum, day) => sum + day.questions, 0);
  const longest = waiting.longest_seconds === null ? '' : `, the longest ${lasted(waiting.longest_seconds)}`;
  return (
    <Daily
      title="Time waiting on people"
      days={days.map((day) => day.day)}
      series={[{ name: 'waited', ink: 'var(--wait)', fill: 'solid', values: days.map((day) => day.waiting_seconds) }]}
      format={lasted}
      axis={brief}
      scale={spanTicks}
      note={`${many(asked, 'question')}, ${count(waiting.answered)} answered${longest}, ${count(waiting.open)} open now`}
      empty="Nothing was asked in these days."
    />
  );
}
