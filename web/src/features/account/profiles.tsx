import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { ProfileCard, WorkerProfiles } from '@/api/types';
import { useProfiles } from '@/api/use';
import { many } from '@/lib/number';
import { Button } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { Bones, Trouble } from '@/ui/page';
import { Piece } from './part';

function useRefresh() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => must(api.POST('/api/v1/profiles/refresh')),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.profiles }),
  });
}

export function Profiles() {
  const profiles = useProfiles();
  const refreshing = useRefresh();
  const waiting = profiles.data?.filter((one) => one.asked).length ?? 0;
  const refresh = (
    <Button kind="line" busy={refreshing.isPending} onClick={() => refreshing.mutate()}>
      <RefreshCw size={14} aria-hidden /> Look again
    </Button>
  );
  return (
    <Piece
      title="Profiles"
      words={
        <>
          Files that say what an agent is: its model, its tools, and what it is told. Those of each worker's user lie in <code className="font-mono">~/.taskyard/agents</code>; a repository has its own in <code className="font-mono">.taskyard/agents</code>, which are not listed here.
        </>
      }
      action={refresh}
    >
      <p role="status" className="text-[12.5px] text-ink2 min-h-5">
        {waiting > 0 ? `${many(waiting, 'worker')} asked to look again` : ''}
      </p>
      {refreshing.error !== null && <Trouble words={wordsOf(refreshing.error)} onRetry={() => refreshing.mutate()} />}
      {profiles.isPending && <Bones rows={3} />}
      {profiles.error !== null && <Trouble words={wordsOf(profiles.error)} onRetry={() => void profiles.refetch()} />}
      {profiles.data?.length === 0 && <p className="text-[13px] text-ink2">No worker has said yet which profiles it has.</p>}
      {profiles.data?.map((worker) => (
        <Shelf key={worker.worker} worker={worker} />
      ))}
    </Piece>
  );
}

function Shelf({ worker }: { worker: WorkerProfiles }) {
  return (
    <section aria-label={`Profiles of ${worker.name}`} className="border-t border-line pt-2 pb-4">
      <h3 className="text-[12.5px] font-semibold text-ink2">On {worker.name}</h3>
      {worker.profiles.length === 0 ? <p className="text-[13px] text-ink3 py-1">none</p> : <ul>{worker.profiles.map((card) => <Profile key={card.file + card.name} card={card} />)}</ul>}
    </section>
  );
}

function Profile({ card }: { card: ProfileCard }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)] gap-x-4 py-1.5 text-[13px]">
      <span className="min-w-0">
        <span className="font-mono text-[12.5px]">{card.name}</span>
        <span className="block text-[11.5px] text-ink3 truncate">
          {card.file}
          {card.model !== '' && ` · ${card.model}`}
        </span>
      </span>
      {card.problem === '' ? (
        <span className="text-ink2">{card.description || 'without a description'}</span>
      ) : (
        <span className="flex gap-1.5 text-bad">
          <span className="pt-1">
            <Glyph shape="cross" ink="var(--bad)" size={12} />
          </span>
          cannot be used: {card.problem}
        </span>
      )}
    </li>
  );
}
