import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import { useNow } from '@/lib/clock';
import { many } from '@/lib/number';
import { moment, ms } from '@/lib/time';
import { agoWords } from './state';

const MOST = 50;

interface Gone {
  id: string;
  name: string;
  host: string;
  at: number;
}

/** Who has signed off: folded, and asked for only when it is opened. */
export function SignedOff() {
  const [isOpen, setOpen] = useState(false);
  const gone = useQuery({
    queryKey: [...keys.fleet, 'gone'],
    queryFn: async ({ signal }) => {
      const { items } = await must(api.GET('/api/v1/workers', { signal }));
      const found: Gone[] = [];
      for (const one of items) if ('gone_at' in one && one.gone_at) found.push({ id: one.id, name: one.name, host: one.host, at: ms(one.gone_at) });
      return found.toSorted((a, b) => b.at - a.at);
    },
    enabled: isOpen,
  });
  const now = useNow(10_000);
  const found = gone.data ?? [];
  return (
    <details className="mt-6 text-[13px]" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer text-ink2 py-1 max-md:py-1.5">Signed off</summary>
      {gone.error !== null && <p className="py-1 text-bad">{wordsOf(gone.error)}</p>}
      {gone.isSuccess && found.length === 0 && <p className="py-1 text-ink3">No worker has signed off yet.</p>}
      <ul>
        {found.slice(0, MOST).map((one) => (
          <li key={one.id} className="flex gap-3 py-1.5 border-b border-line">
            <span className="font-mono text-[12.5px]">{one.name}</span>
            <span className="flex-1 min-w-0 truncate text-ink3">{one.host}</span>
            <span className="num text-ink3" title={moment(one.at)}>
              {agoWords(one.at, now)}
            </span>
          </li>
        ))}
      </ul>
      {found.length > MOST && <p className="py-1.5 text-ink3">and {many(found.length - MOST, 'older one')}</p>}
    </details>
  );
}
