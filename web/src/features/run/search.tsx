import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, SearchIcon } from 'lucide-react';
import { useDeferredValue, useRef, useState } from 'react';
import { api, must } from '@/api/http';
import { useKeys } from '@/lib/keys';

/** By the server: a window over the rows leaves the browser's own find with little to look at. */
export function Search({ run, active, onFind }: { run: string; active: boolean; onFind: (seq: number | null) => void }) {
  const [words, setWords] = useState('');
  const [place, setPlace] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const asked = useDeferredValue(words.trim());
  const hits = useQuery({
    queryKey: ['transcript-search', run, asked],
    queryFn: ({ signal }) => must(api.GET('/api/v1/runs/{run_id}/transcript/search', { params: { path: { run_id: run }, query: { q: asked, limit: 200 } }, signal })),
    enabled: asked.length > 1,
    staleTime: 5000,
  });
  const items = asked.length > 1 ? (hits.data?.items ?? []) : [];
  const go = (by: number) => {
    if (items.length === 0) return;
    const next = (place + by + items.length) % items.length;
    setPlace(next);
    onFind(items[next]?.seq ?? null);
  };
  const find = { keys: '/', where: 'transcript', words: 'Find in the transcript', run: (event: KeyboardEvent) => (event.preventDefault(), input.current?.focus()) };
  useKeys([find], { on: active });
  return (
    <search className="inline-flex items-center gap-1.5">
      <SearchIcon size={13} aria-hidden />
      <input
        ref={input}
        value={words}
        aria-label="Find in the transcript"
        placeholder="Find  /"
        onChange={(event) => {
          setWords(event.target.value);
          setPlace(-1);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') {
            setWords('');
            event.currentTarget.blur();
          }
        }}
        className="w-28 md:w-40 h-6 rounded px-1 bg-transparent text-ink placeholder:text-ink3"
      />
      <span role="status" className="num whitespace-nowrap">
        {asked.length > 1 && hits.isSuccess && (items.length === 0 ? 'nothing found' : `${place < 0 ? '' : `${place + 1} of `}${hits.data.total}${hits.data.more ? '+' : ''}`)}
      </span>
      {items.length > 0 && (
        <>
          <button type="button" aria-label="Find before" onClick={() => go(-1)} className="size-6 grid place-items-center rounded hover:bg-sunk cursor-pointer">
            <ChevronUp size={14} aria-hidden />
          </button>
          <button type="button" aria-label="Find next" onClick={() => go(1)} className="size-6 grid place-items-center rounded hover:bg-sunk cursor-pointer">
            <ChevronDown size={14} aria-hidden />
          </button>
        </>
      )}
    </search>
  );
}
