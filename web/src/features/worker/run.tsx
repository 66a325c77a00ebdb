import { Link } from '@tanstack/react-router';
import type { FleetRun } from '@/api/types';
import { useNow } from '@/lib/clock';
import { ago, moment, ms } from '@/lib/time';
import { Glyph } from '@/ui/glyph';

const STEP: Partial<Record<FleetRun['status'], string>> = { claimed: 'Claimed', preparing: 'Preparing the workspace', checking: 'Running the checks', waiting: 'Waiting' };

/** One run of a worker: what it is about, and what it does now; or what it asks, and where to answer. */
export function RunLine({ run }: { run: FleetRun }) {
  const now = useNow();
  const since = ms(run.since);
  return (
    <li className="min-w-0">
      <div className="flex items-baseline gap-1.5 min-w-0">
        <Link to="/tasks/$number" params={{ number: String(run.task) }} search={{ run: run.id }} className="flex-1 min-w-0 truncate leading-6 max-md:leading-7 hover:underline">
          <span className="font-mono text-[11.5px] text-ink3">T-{run.task}</span> {run.title}
        </Link>
        <time dateTime={run.since} title={moment(since)} className="num text-[11.5px] text-ink3 shrink-0">
          {ago(since, now)}
        </time>
      </div>
      {run.ask === null ? (
        <p className="font-mono text-[11.5px] text-ink2 truncate">{run.kind === 'merge' ? 'Merging' : (STEP[run.status] ?? run.last ?? 'Starting the agent')}</p>
      ) : (
        <Link to="/tasks/$number" params={{ number: String(run.task) }} className="mt-1 flex items-start gap-1.5 rounded-md bg-hotsoft text-hotink px-2 py-1.5 text-[12.5px] hover:underline">
          <Glyph shape="diamond" ink="var(--hot)" size={13} />
          <span className="min-w-0 line-clamp-2 -mt-px">
            <span className="sr">{run.ask.kind === 'question' ? 'Asks you: ' : run.ask.kind === 'permission' ? 'Wants your leave: ' : 'Waits on you: '}</span>
            {run.ask.text}
          </span>
        </Link>
      )}
    </li>
  );
}
