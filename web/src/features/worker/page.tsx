import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import type { Fleet as FleetNow, FleetWorker } from '@/api/types';
import { useFleet, useMe } from '@/api/use';
import { Bones, PageHead, Trouble } from '@/ui/page';
import { WorkerCard } from './card';
import { Connect } from './connect';
import { Details } from './details';
import { Drain } from './drain';
import { SignedOff } from './gone';
import { Queue } from './queue';
import { isThere, ordered, summary } from './state';

const BEAT = 20_000; // milliseconds: as often as a worker is heard of

export interface FleetProps {
  chosen: string | undefined; // a worker's name or id, whose details are open
  onChoose: (worker: string | undefined) => void;
}

export function Fleet({ chosen, onChoose }: FleetProps) {
  const fleet = useFleet(BEAT);
  return (
    <div className="h-full scroll">
      <PageHead title="Fleet" words={fleet.data === undefined ? undefined : summary(fleet.data.workers) || 'No worker is connected'} />
      {fleet.isPending && <Bones />}
      {fleet.error !== null && <Trouble words={wordsOf(fleet.error)} onRetry={() => void fleet.refetch()} />}
      {fleet.data !== undefined && <Body fleet={fleet.data} chosen={chosen} onChoose={onChoose} />}
    </div>
  );
}

function Body({ fleet, chosen, onChoose }: FleetProps & { fleet: FleetNow }) {
  const me = useMe().data;
  const mayAct = me?.scope === 'admin' || me?.scope === 'operator';
  const [startedEmpty] = useState(() => !fleet.workers.some(isThere));
  const [draining, setDraining] = useState<string | null>(null);
  const drainOf = (worker: FleetWorker) => (mayAct && isThere(worker) && !worker.drain ? () => setDraining(worker.id) : null);
  const leaving = fleet.workers.find((one) => one.id === draining);
  const open = fleet.workers.find((one) => one.name === chosen || one.id === chosen);
  return (
    <div className="grid lg:grid-cols-[minmax(0,1fr)_280px] gap-x-7 gap-y-8 px-4 md:px-6 pb-10">
      <div className="min-w-0">
        {startedEmpty && (
          <section aria-labelledby="connect" className="mb-4 rounded-[10px] border border-line bg-sheet p-5 max-w-[640px]">
            <h2 id="connect" className="font-serif text-[20px] leading-tight">
              Start a worker
            </h2>
            <p className="mt-1 mb-4 text-ink2">Workers take tasks from the queue and run agents on them. Each appears here with what it does.</p>
            <Connect workers={fleet.workers} />
          </section>
        )}
        <ul aria-label="Workers" className="grid gap-3 grid-cols-[repeat(auto-fill,minmax(min(270px,100%),1fr))]">
          {ordered(fleet.workers).map((worker) => (
            <WorkerCard key={worker.id} worker={worker} onDrain={drainOf(worker)} />
          ))}
        </ul>
        {!startedEmpty && (
          <details className="mt-6 max-w-[640px] text-[13px]">
            <summary className="cursor-pointer text-ink2 py-1 max-md:py-1.5">Connect another worker</summary>
            <div className="mt-2">
              <Connect workers={fleet.workers} />
            </div>
          </details>
        )}
        <SignedOff />
      </div>
      <Queue fleet={fleet} />
      {open !== undefined && leaving === undefined && <Details worker={open} onClose={() => onChoose(undefined)} onDrain={drainOf(open)} />}
      {leaving !== undefined && <Drain worker={leaving} onClose={() => setDraining(null)} />}
    </div>
  );
}
