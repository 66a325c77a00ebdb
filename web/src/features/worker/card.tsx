import { Link } from '@tanstack/react-router';
import type { FleetWorker } from '@/api/types';
import { useNow } from '@/lib/clock';
import { ago, moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { RunLine } from './run';
import { agoWords, lookOf, sinceOf, slotWords } from './state';

export interface WorkerCardProps {
  worker: FleetWorker;
  onDrain: (() => void) | null; // null: this person may not, or it is no use
}

export function WorkerCard({ worker, onDrain }: WorkerCardProps) {
  const look = lookOf(worker);
  const away = worker.status === 'offline';
  const now = useNow();
  const since = sinceOf(worker);
  const spine: React.CSSProperties & Record<'--c', string> = { '--c': look.ink };
  return (
    <li
      aria-label={`${worker.name}, ${look.words}`}
      className={`card relative flex flex-col min-w-0 rounded-[10px] border px-4 py-3 ${away ? 'border-dashed border-line2' : 'border-line'}`}
      style={{ background: worker.status === 'error' || worker.status === 'waiting' ? look.soft : away ? 'transparent' : 'var(--sheet)' }}
    >
      <i className="spine" data-s={look.spine} style={spine} aria-hidden="true" />
      <div className="flex items-center gap-2 min-w-0">
        <Glyph shape={look.shape} ink={look.ink} />
        <Link to="/fleet" search={{ worker: worker.name }} className="font-mono text-[13px] font-medium truncate leading-6 max-md:leading-7 hover:underline" aria-label={`${worker.name}, details`}>
          {worker.name}
        </Link>
        <span className="text-[12px] whitespace-nowrap" style={{ color: worker.status === 'waiting' ? 'var(--hotink)' : look.ink }}>
          {look.words}
        </span>
        {since !== null && (
          <span className="ml-auto num text-[12px] text-ink3 shrink-0" title={moment(since)}>
            {ago(since, now)}
          </span>
        )}
      </div>
      {worker.host !== '' && <p className="text-[12px] text-ink3 truncate">{worker.host}</p>}
      <Now worker={worker} />
      {worker.note !== '' && <p className="mt-2 font-mono text-[11.5px] text-bad [overflow-wrap:anywhere]">{worker.note}</p>}
      <Foot worker={worker} now={now} onDrain={onDrain} />
    </li>
  );
}

function Now({ worker }: { worker: FleetWorker }) {
  if (worker.runs.length > 0) {
    return (
      <ul aria-label={`Runs of ${worker.name}`} className="mt-2.5 grid gap-2 text-[13px]">
        {worker.runs.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ul>
    );
  }
  const words = worker.status === 'offline' ? 'Not heard of. What it held goes back to the queue.' : worker.drain ? 'Stops at its next heartbeat.' : worker.status === 'error' ? '' : 'Ready for the next task.';
  return words === '' ? null : <p className="mt-2.5 text-[13px] text-ink2">{words}</p>;
}

function Foot({ worker, now, onDrain }: { worker: FleetWorker; now: number; onDrain: (() => void) | null }) {
  const seen = ms(worker.heartbeat_at);
  const tiers = worker.tiers.filter((tier) => tier !== 'none');
  return (
    <div className="mt-auto pt-3 flex items-end gap-3">
      <div className="flex-1 min-w-0 text-[12px] text-ink3">
        <p className="flex items-center gap-2">
          <Slots worker={worker} />
          <span className="num">{slotWords(worker)}</span>
        </p>
        <p className="truncate" title={worker.agents.join(', ')}>
          {[worker.agents.join(', ') || 'any agent', ...tiers, ...worker.labels].join(' · ')}
        </p>
        <p className="num" title={moment(seen)}>
          seen {agoWords(seen, now)}
        </p>
      </div>
      {onDrain !== null && (
        <Button kind="line" size="small" onClick={onDrain} aria-label={`Drain ${worker.name}`}>
          Drain
        </Button>
      )}
    </div>
  );
}

const MOST = 16; // blocks that are drawn; the number beside them tells the rest

function Slots({ worker }: { worker: FleetWorker }) {
  const drawn = Math.min(Math.max(worker.slots, worker.runs.length), MOST);
  return (
    <span className="inline-flex gap-[3px]" aria-hidden="true">
      {Array.from({ length: drawn }, (_, slot) => {
        const run = worker.runs[slot];
        const ink = run === undefined ? 'transparent' : run.ask === null ? 'var(--run)' : 'var(--hot)';
        return <i key={slot} className="h-2.5 w-[7px] rounded-[2px]" style={{ background: ink, boxShadow: run === undefined ? 'inset 0 0 0 1px var(--line2)' : undefined }} />;
      })}
    </span>
  );
}
