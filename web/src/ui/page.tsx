/** The parts that every page has: its head, its empty state, its bones while it loads, and what went wrong. */

import { Button } from './button';

export function PageHead({ title, words, children }: { title: string; words?: React.ReactNode; children?: React.ReactNode }) {
  return (
    <header className="flex flex-wrap items-end gap-x-3 gap-y-2 px-4 md:px-6 pt-5 pb-3">
      <h1 className="font-serif text-[25px] leading-tight tracking-[-0.01em]">{title}</h1>
      {words !== undefined && <p className="text-ink2 text-[13px] pb-0.5">{words}</p>}
      {children !== undefined && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </header>
  );
}

/** Says what will appear here, and holds the one thing to do. */
export function Empty({ title, children }: { title: string; children?: React.ReactNode }) {
  return (
    <div className="grid place-items-center text-center px-6 py-16">
      <p className="font-serif text-[20px]">{title}</p>
      {children !== undefined && <div className="mt-2 max-w-[46ch] text-ink2 text-[13.5px]">{children}</div>}
    </div>
  );
}

export function Bones({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="p-4 md:p-6 grid gap-2.5 appear-late">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="h-9 rounded-lg bg-sunk" style={{ opacity: 1 - row / (rows + 2) }} />
      ))}
    </div>
  );
}

export function Trouble({ words, onRetry }: { words: string; onRetry?: () => void }) {
  return (
    <div role="alert" className="m-4 md:m-6 rounded-xl border border-bad bg-badsoft px-4 py-3 flex items-center gap-3">
      <p className="flex-1">{words}</p>
      {onRetry !== undefined && (
        <Button kind="line" onClick={onRetry}>
          Retry
        </Button>
      )}
    </div>
  );
}

export function Pill({ ink, soft, children }: { ink: string; soft: string; children: React.ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-[12px] font-medium whitespace-nowrap" style={{ color: ink, background: soft }}>
      {children}
    </span>
  );
}
