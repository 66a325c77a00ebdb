import type { Shape } from '@/lib/shape';

const line = { strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const DRAWN: Record<Shape, React.ReactNode> = {
  dotted: <circle cx="8" cy="8" r="5.6" strokeDasharray="2.2 2.2" />,
  ring: <circle cx="8" cy="8" r="5.6" />,
  arc: (
    <>
      <circle cx="8" cy="8" r="5.6" opacity=".35" />
      <path d="M8 2.4a5.6 5.6 0 0 1 5.6 5.6" strokeWidth="2.2" {...line} />
    </>
  ),
  diamond: (
    <>
      <path d="M8 1.6 14.4 8 8 14.4 1.6 8Z" fill="currentColor" stroke="none" />
      <path d="M8 5v3.6M8 10.6v.4" stroke="var(--sheet)" strokeWidth="1.8" {...line} />
    </>
  ),
  half: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2Z" fill="currentColor" stroke="none" />
    </>
  ),
  tick: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="currentColor" stroke="none" opacity=".18" />
      <path d="m5 8.3 2.1 2.1L11.2 6" {...line} />
    </>
  ),
  cross: <path d="m4.4 4.4 7.2 7.2m0-7.2-7.2 7.2" strokeWidth="2" {...line} />,
  struck: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m4.2 11.8 7.6-7.6" {...line} />
    </>
  ),
};

/** Says nothing to a screen reader: the word stands beside it. */
export function Glyph({ shape, ink, size = 14 }: { shape: Shape; ink: string; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" className="shrink-0" style={{ color: ink }}>
      {DRAWN[shape]}
    </svg>
  );
}

/** A level from 0, the highest, to 3. */
export function Level({ level, label }: { level: number; label: string }) {
  return (
    <svg width="13" height="13" viewBox="0 0 16 16" role="img" aria-label={label} className="shrink-0">
      {level === 0 ? (
        <>
          <rect x="1.5" y="1.5" width="13" height="13" rx="3.4" fill="var(--ink)" />
          <path d="M8 4.4v4.4M8 11v.3" stroke="var(--sheet)" strokeWidth="1.9" strokeLinecap="round" />
        </>
      ) : (
        [0, 1, 2].map((bar) => (
          <rect key={bar} x={2 + bar * 4.6} y={10 - bar * 3.4} width="3" height={4 + bar * 3.4} rx="1" fill="var(--ink2)" opacity={3 - level >= bar ? 1 : 0.22} />
        ))
      )}
    </svg>
  );
}

export function Steps({ done, total }: { done: number; total: number }) {
  if (total === 0) return null;
  return (
    <span className="inline-flex gap-[2px]" role="img" aria-label={`${done} of ${total} steps`}>
      {Array.from({ length: Math.min(total, 12) }, (_, step) => (
        <i key={step} className="h-[9px] w-[3px] rounded-[1px]" style={{ background: step < Math.round((done * Math.min(total, 12)) / total) ? 'currentColor' : 'var(--line2)' }} />
      ))}
    </span>
  );
}
