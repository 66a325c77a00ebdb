import { X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Note, onNote } from '@/lib/note';
import { Button } from '@/ui/button';

const SHORT = 5000; // milliseconds
const LONG = 12_000;
const MOST = 3;

interface Shown extends Note {
  id: number;
}

/** Draws what `note` says. Never the only copy of anything: what failed stays where it was done, too. */
export default function Toasts() {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const next = useRef(0);
  const close = useCallback((id: number) => setShown((old) => old.filter((one) => one.id !== id)), []);
  useEffect(
    () =>
      onNote((note) => {
        next.current += 1;
        const id = next.current;
        setShown((old) => [...old.slice(1 - MOST), { ...note, id }]);
        setTimeout(() => close(id), note.bad || note.act ? LONG : SHORT);
      }),
    [close],
  );
  return (
    <div role="status" aria-label="Notes" className="fixed z-50 bottom-4 right-4 max-md:bottom-16 max-md:left-4 grid gap-2 max-w-[400px]">
      {shown.map((one) => (
        <div key={one.id} className={`lift-in flex items-center gap-3 rounded-xl border bg-sheet pl-4 pr-2 py-2 shadow-xl text-[13px] ${one.bad ? 'border-bad' : 'border-line2'}`}>
          <span className="flex-1 [overflow-wrap:anywhere]">{one.words}</span>
          {one.act !== undefined && (
            <Button
              size="small"
              kind="line"
              onClick={() => {
                one.act?.run();
                close(one.id);
              }}
            >
              {one.act.words}
            </Button>
          )}
          <button type="button" aria-label="Close" onClick={() => close(one.id)} className="size-7 grid place-items-center rounded-lg text-ink3 hover:bg-sunk cursor-pointer">
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
