import { reasonWords } from '@/api/eye';
import type { Run } from '@/api/types';
import { money, short } from '@/lib/number';
import { lasted, moment, ms } from '@/lib/time';
import { Empty } from '@/ui/page';
import { Glyph } from '@/ui/glyph';
import type { Shape } from '@/lib/shape';

const LOOKS: Record<Run['status'], [Shape, string]> = {
  queued: ['ring', 'wait'],
  claimed: ['arc', 'run'],
  preparing: ['arc', 'run'],
  running: ['arc', 'run'],
  waiting: ['diamond', 'hot'],
  checking: ['arc', 'run'],
  succeeded: ['tick', 'ok'],
  failed: ['cross', 'bad'],
  cancelled: ['struck', 'ink3'],
  lost: ['cross', 'bad'],
  parked: ['ring', 'wait'],
};

export interface RunsProps {
  runs: readonly Run[];
  chosen: string | undefined;
  workerOf: (id: string) => string | undefined;
  onChoose: (id: string) => void;
}

/** Every try at the task, the newest first: what it cost, how it ended, what was proven. */
export function Runs({ runs, chosen, workerOf, onChoose }: RunsProps) {
  if (runs.length === 0) return <Empty title="It has not run yet">Each try at the task is a run. They are listed here with what they cost and how they ended.</Empty>;
  return (
    <ol className="scroll h-full px-4 md:px-5 py-2">
      {runs.toReversed().map((run) => (
        <li key={run.id} className="py-3 border-b border-line text-[13px]">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Glyph shape={LOOKS[run.status][0]} ink={`var(--${LOOKS[run.status][1]})`} />
            <b className="font-semibold">Run {run.number}</b>
            <span>
              {run.kind === 'merge' ? 'merge · ' : ''}
              {run.status}
              {run.reason && run.reason !== 'completed' ? `: ${reasonWords(run.reason)}` : ''}
            </span>
            <span className="text-ink3 num">
              {[run.agent, run.worker ? workerOf(run.worker) : null, took(run), run.usage && run.usage.cost_usd > 0 ? money(run.usage.cost_usd) : null, tokens(run)].filter(Boolean).join(' · ')}
            </span>
            <button type="button" onClick={() => onChoose(run.id)} aria-current={run.id === chosen || undefined} className="ml-auto min-h-6 underline text-[12.5px] cursor-pointer">
              {run.id === chosen ? 'Shown' : 'Show transcript'}
            </button>
          </div>
          {run.message && <p className="mt-1 pl-[26px] [overflow-wrap:anywhere]">{run.message}</p>}
          {(run.evidence ?? []).map((one) => (
            <details key={one.command + one.tree} className="mt-1 pl-[26px]">
              <summary className="cursor-pointer min-h-6">
                <span className={one.passed ? 'text-ok' : 'text-bad'}>{one.passed ? 'passed' : `failed (${one.exit_code})`}</span> <code className="font-mono text-[12px]">{one.command}</code> <span className="text-ink3 num">{lasted(one.seconds)}</span>
              </summary>
              <pre className="mt-1 rounded-lg border border-line bg-sunk p-2 font-mono text-[11.5px] whitespace-pre-wrap max-h-60 scroll" tabIndex={0}>{one.tail || '(no output)'}</pre>
            </details>
          ))}
          <p className="mt-1 pl-[26px] text-[12px] text-ink3 num">
            {moment(ms(run.queued_at))}
            {run.head_commit ? ` · commit ${run.head_commit.slice(0, 10)}` : ''}
            {run.is_retry ? ' · resumed' : ''}
            {run.incomplete ? ' · its transcript is incomplete' : ''}
          </p>
        </li>
      ))}
    </ol>
  );
}

function took(run: Run): string | null {
  const begun = run.started_at ?? run.claimed_at;
  return begun && run.ended_at ? lasted((ms(run.ended_at) - ms(begun)) / 1000) : null;
}

function tokens(run: Run): string | null {
  const sum = (run.usage?.tokens_in ?? 0) + (run.usage?.tokens_out ?? 0);
  return sum > 0 ? `${short(sum)} tok` : null;
}
