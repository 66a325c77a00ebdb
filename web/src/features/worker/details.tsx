import { useMutation } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { wordsOf } from '@/api/problem';
import type { FleetWorker } from '@/api/types';
import { useNow } from '@/lib/clock';
import { note } from '@/lib/note';
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
      {worker.status === 'offline' && <Silent worker={worker} onGone={onClose} />}
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

/** Its machine may be gone for good: then nobody signs it off but a person. */
function Silent({ worker, onGone }: { worker: FleetWorker; onGone: () => void }) {
  const leaving = useMutation({
    mutationFn: () => must(api.DELETE('/api/v1/workers/{worker_id}', { params: { path: { worker_id: worker.id } } })),
    onSuccess: () => {
      note({ words: `${worker.name} is signed off.` });
      onGone();
    },
  });
  return (
    <div className="mt-5">
      <h3 className="mb-1.5 text-[12.5px] font-semibold">If it does not come back</h3>
      <p className="text-[13px] text-ink2">What it held is tried again by others. Sign it off, and it leaves this list; started again, it is here again.</p>
      <Button kind="line" size="small" className="mt-2" busy={leaving.isPending} onClick={() => leaving.mutate()}>
        Sign it off
      </Button>
      {leaving.error !== null && (
        <p role="alert" className="mt-1.5 text-bad text-[13px]">
          {wordsOf(leaving.error)}
        </p>
      )}
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
