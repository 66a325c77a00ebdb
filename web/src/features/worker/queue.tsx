import { Link } from '@tanstack/react-router';
import { PRIORITIES, PRIORITY_WORDS } from '@/api/eye';
import type { Fleet } from '@/api/types';
import { useNow } from '@/lib/clock';
import { count, many } from '@/lib/number';
import { lasted, moment, ms } from '@/lib/time';
import { Level } from '@/ui/glyph';

/** The right column: what waits, who rests, and how fast it goes. */
export function Queue({ fleet }: { fleet: Fleet }) {
  return (
    <aside aria-label="Queue and pace" className="grid gap-7 content-start text-[13px]">
      <Depth depth={fleet.depth} />
      <Queues queues={fleet.queues} />
      <Resting resting={fleet.resting} />
      <Pace fleet={fleet} />
    </aside>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 text-[13.5px] font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Depth({ depth }: { depth: Fleet['depth'] }) {
  const most = Math.max(...PRIORITIES.map((one) => depth[one]), 1);
  return (
    <Part title="Queue by priority">
      <ul className="grid gap-2.5">
        {PRIORITIES.map((one, level) => (
          <li key={one}>
            <Link to="/board" search={{ prio: one }} className="group flex items-center gap-2 min-h-6">
              <span aria-hidden="true">
                <Level level={level} label={PRIORITY_WORDS[one]} />
              </span>
              <span className="group-hover:underline">{PRIORITY_WORDS[one]}</span>
              <span className={`ml-auto num ${depth[one] === 0 ? 'text-ink3' : ''}`}>{many(depth[one], 'task')}</span>
            </Link>
            <div className="h-2 rounded-full bg-line overflow-hidden" aria-hidden="true">
              <div className="h-full rounded-full bg-ink2" style={{ width: `${(depth[one] / most) * 100}%` }} />
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}

const NAMED = [
  ['high_priority', 'urgent and high'],
  ['default', 'normal'],
  ['low_priority', 'low'],
] as const;

function Queues({ queues }: { queues: Fleet['queues'] }) {
  return (
    <Part title="The three queues">
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5">
        {NAMED.map(([name, words]) => (
          <div key={name} className="contents">
            <dt className="min-w-0">
              <code className="font-mono text-[12px]">{name}</code> <span className="text-ink3 text-[12px]">{words}</span>
            </dt>
            <dd className="num text-right">{count(queues[name])}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function Resting({ resting }: { resting: Fleet['resting'] }) {
  const now = useNow();
  const found = Object.entries(resting).filter(([, until]) => ms(until) > now);
  if (found.length === 0) return null;
  return (
    <Part title="Agent accounts that rest">
      <ul className="grid gap-1.5">
        {found.map(([agent, until]) => (
          <li key={agent}>
            <span className="font-mono text-[12px]">{agent}</span> until <time dateTime={until}>{moment(ms(until))}</time>
            <span className="num text-ink3"> · {lasted(Math.round((ms(until) - now) / 1000))} more</span>
          </li>
        ))}
      </ul>
      <p className="mt-1.5 text-ink3 text-[12px]">Their provider asked for a pause. Their tasks wait; others go on.</p>
    </Part>
  );
}

function Pace({ fleet: { pace, depth } }: { fleet: Fleet }) {
  const waiting = PRIORITIES.reduce((sum, one) => sum + depth[one], 0);
  return (
    <Part title="At this pace">
      <p className="text-ink2">
        <Outlook waiting={waiting} emptyAt={pace.empty_at} />
      </p>
      <dl className="mt-3 grid grid-cols-[1fr_auto] gap-y-1.5">
        <dt className="text-ink3">Done in the last hour</dt>
        <dd className="num text-right">{count(pace.done_last_hour)}</dd>
        <dt className="text-ink3">Done in the last day</dt>
        <dd className="num text-right">{count(pace.done_last_day)}</dd>
        <dt className="text-ink3">Median time of a run</dt>
        <dd className="num text-right">{pace.median_seconds === null ? '–' : lasted(pace.median_seconds)}</dd>
      </dl>
    </Part>
  );
}

function Outlook({ waiting, emptyAt }: { waiting: number; emptyAt: string | null }) {
  const now = useNow(10_000);
  if (waiting === 0) return 'The queue is empty.';
  if (emptyAt === null) return `${many(waiting, 'task')} wait${waiting === 1 ? 's' : ''}. Nothing was done in the last day, so nobody can say for how long.`;
  const left = Math.max(60, Math.round((ms(emptyAt) - now) / 60_000) * 60);
  return (
    <>
      The queue is empty in about <strong className="text-ink num">{roughly(left)}</strong>, on <time dateTime={emptyAt}>{moment(ms(emptyAt))}</time>.
    </>
  );
}

/** An estimate: no seconds, and from two days on no hours. */
function roughly(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.round((seconds % 3600) / 60)];
  if (hours >= 48) return many(Math.round(hours / 24), 'day');
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
}
