import { useEffect, useRef } from 'react';
import { Button } from '@/ui/button';
import { Command } from '@/ui/command';

/** A secret is here and nowhere else. Escape must not lose it, so it is no dialog. */
export function Secret({ title, words, secret, onDone }: { title: string; words: string; secret: string; onDone: () => void }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section ref={box} tabIndex={-1} aria-label={title} className="mb-6 rounded-xl border-2 border-ink bg-sheet p-4 outline-none">
      <h3 className="font-medium">{title}</h3>
      <p className="mt-0.5 mb-3 text-[13px] text-ink2">
        <strong className="font-semibold text-ink">It is shown this once.</strong> {words}
      </p>
      <Command line={secret} label="Copy the key" />
      <Button kind="line" className="mt-3" onClick={onDone}>
        I have kept it
      </Button>
    </section>
  );
}
