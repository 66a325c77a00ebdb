import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { FilePatch } from '@/lib/patch';
import { count } from '@/lib/number';

export interface Hit {
  file: number;
  at: number;
}

const MOST = 10_000; // hits; more say nothing

/** Lines that hold the words, whatever the case of their letters. */
export function hits(files: readonly FilePatch[], words: string): Hit[] {
  const wanted = words.toLowerCase();
  const found: Hit[] = [];
  if (wanted === '') return found;
  for (const [file, { hunks }] of files.entries())
    for (const { lines } of hunks)
      for (const { text, at } of lines) {
        if (!text.toLowerCase().includes(wanted)) continue;
        found.push({ file, at });
        if (found.length === MOST) return found;
      }
  return found;
}

/** The browser's own find sees only the rows that are in the page. */
export function Find({ files, onGo, onClose }: { files: readonly FilePatch[]; onGo: (hit: Hit) => void; onClose: () => void }) {
  const [words, setWords] = useState('');
  const [nth, setNth] = useState(-1);
  const wanted = useDeferredValue(words);
  const found = useMemo(() => hits(files, wanted), [files, wanted]);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  const go = (by: number) => {
    if (found.length === 0) return;
    const next = nth < 0 && by < 0 ? found.length - 1 : (nth + by + found.length) % found.length;
    setNth(next);
    onGo(found[next]!);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };
  const Step = { before: ChevronUp, next: ChevronDown };
  return (
    <search className="flex items-center gap-1 px-3 md:px-4 py-1.5 border-b border-line bg-sheet text-[13px]">
      <input
        ref={box}
        type="search"
        aria-label="Find in the changes"
        placeholder="Find in the changes"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setNth(-1);
        }}
        onKeyDown={onKeyDown}
        className="h-8 flex-1 min-w-0 max-w-[420px] rounded-lg border border-line2 bg-paper px-2.5 placeholder:text-ink3"
      />
      <p role="status" className="num min-w-[90px] px-2 text-ink3">
        {wanted === '' ? '' : found.length === 0 ? 'not found' : `${nth < 0 ? '' : `${count(nth + 1)} of `}${count(found.length)}${found.length === MOST ? ' or more' : ''}`}
      </p>
      {(['before', 'next'] as const).map((one) => {
        const Icon = Step[one];
        return (
          <button key={one} type="button" aria-label={one === 'next' ? 'Next' : 'Before'} onClick={() => go(one === 'next' ? 1 : -1)} className="size-8 grid place-items-center rounded-lg text-ink2 hover:bg-sunk cursor-pointer">
            <Icon size={15} aria-hidden />
          </button>
        );
      })}
      <button type="button" aria-label="Close find" onClick={onClose} className="ml-auto size-8 grid place-items-center rounded-lg text-ink3 hover:bg-sunk cursor-pointer">
        <X size={15} aria-hidden />
      </button>
    </search>
  );
}
