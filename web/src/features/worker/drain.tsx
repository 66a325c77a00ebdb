import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { Fleet, FleetWorker } from '@/api/types';
import { note } from '@/lib/note';
import { many } from '@/lib/number';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { asks } from './state';

/** Asks it to finish and stop. There is no way back but to start it again, so this asks first. */
export function Drain({ worker, onClose }: { worker: FleetWorker; onClose: () => void }) {
  const client = useQueryClient();
  const draining = useMutation({
    mutationFn: () => must(api.POST('/api/v1/workers/{worker_id}/drain', { params: { path: { worker_id: worker.id } } })),
    onSuccess: () => {
      client.setQueryData<Fleet>(keys.fleet, (old) => old && { ...old, workers: old.workers.map((one) => (one.id === worker.id ? { ...one, drain: true } : one)) });
      note({ words: `${worker.name} is draining.` });
      onClose();
    },
  });
  const open = asks(worker).length;
  const held = worker.runs.length - open;
  return (
    <Dialog open onClose={onClose} title={`Drain ${worker.name}?`} words="It takes no new work, ends what it has, and stops.">
      <ul className="grid gap-1.5 text-[13.5px] list-disc pl-5">
        {held > 0 && <li>{many(held, 'run')} may finish, but not for long: what takes more than a minute or so is stopped and tried again by another worker.</li>}
        {open > 0 && <li>{many(open, 'run')} with an open question {open === 1 ? 'is' : 'are'} parked. Each goes on once you have answered.</li>}
        {worker.runs.length === 0 && <li>It holds no run now, so nothing is interrupted.</li>}
        <li>To have it back, start it again on {worker.host === '' ? 'its machine' : worker.host}.</li>
      </ul>
      {draining.error !== null && (
        <p role="alert" className="mt-3 text-bad">
          {wordsOf(draining.error)}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button kind="line" onClick={onClose}>
          Keep it working
        </Button>
        <Button kind="solid" data-autofocus busy={draining.isPending} onClick={() => draining.mutate()}>
          {draining.error === null ? 'Drain it' : 'Try again'}
        </Button>
      </div>
    </Dialog>
  );
}
