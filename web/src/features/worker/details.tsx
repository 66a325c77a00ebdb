import type { FleetWorker } from '@/api/types';
import { useNow } from '@/lib/clock';
import { moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Glyph } from '@/ui/glyph';
import { Pill } from '@/ui/page';
import { RunLine } from './run';
import { agoWords, lookOf, slotWords } from './state';

export interface DetailsProps {
  worker: FleetWorker;
  onClose: () => void;
  onDrain: (() => void) | null;
}

/** Everything that is known of one worker. */
export function Details({ worker, onClose, onDrain }: DetailsProps) {
  const now = useNow();
  const look = lookOf(worker);
  const seen = ms(worker.heartbeat_at);
  return (
    <Dialog open wide onClose={onClose} title={worker.name} words={worker.host === '' ? 'Its machine has no name.' : `on ${worker.host}`}>
      <Pill ink={look.name === 'waiting' ? 'var(--hotink)' : look.ink} soft={look.soft === 'transparent' ? 'var(--sunk)' : look.soft}>
        <Glyph shape={look.shape} ink={look.ink} size={13} />
        {look.words}
      </Pill>
      {worker.note !== '' && <p className="mt-3 rounded-lg bg-badsoft text-bad px-3 py-2 font-mono text-[12px] [overflow-wrap:anywhere]">{worker.note}</p>}
      <h3 className="mt-4 mb-1.5 text-[12.5px] font-semibold">What it does now</h3>
      {worker.runs.length === 0 ? (
        <p className="text-ink2">Nothing.</p>
      ) : (
        <ul className="grid gap-2.5 text-[13px]">
          {worker.runs.map((run) => (
            <RunLine key={run.id} run={run} />
          ))}
        </ul>
      )}
      <h3 className="mt-5 mb-1.5 text-[12.5px] font-semibold">What it offers</h3>
      <dl className="grid grid-cols-[110px_1fr] gap-x-4 gap-y-1.5 text-[13px]">
        <Fact name="Slots">{slotWords(worker)}</Fact>
        <Fact name="Agents">{worker.agents.join(', ') || 'any'}</Fact>
        <Fact name="Projects">{worker.projects.join(', ') || 'all'}</Fact>
        <Fact name="Labels">{worker.labels.join(', ') || 'none'}</Fact>
        <Fact name="Sandbox">{worker.tiers.join(', ') || 'none'}</Fact>
        <Fact name="Version">{worker.version || 'unknown'}</Fact>
        <Fact name="Last heard of">
          {moment(seen)} ({agoWords(seen, now)})
        </Fact>
        <Fact name="Id">
          <code className="font-mono text-[12px] [overflow-wrap:anywhere]">{worker.id}</code>
        </Fact>
      </dl>
      {worker.status === 'offline' && <Silent />}
      <div className="mt-5 flex justify-end gap-2">
        {onDrain !== null && (
          <Button kind="line" onClick={onDrain}>
            Drain
          </Button>
        )}
        <Button kind="line" data-autofocus onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

/** People cannot sign it off: the server takes that from the worker's own key only. */
function Silent() {
  return (
    <div className="mt-5">
      <h3 className="mb-1.5 text-[12.5px] font-semibold">If it does not come back</h3>
      <p className="text-[13px] text-ink2">What it held is tried again by others. It stays in this list until it is started again under its name and stopped properly: then it signs itself off.</p>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
