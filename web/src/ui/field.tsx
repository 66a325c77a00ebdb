import { useId } from 'react';

const BOX = 'w-full rounded-lg border bg-sheet px-2.5 text-[13.5px] placeholder:text-ink3';

interface Common {
  label: string;
  hint?: string;
  error?: string | null;
  hideLabel?: boolean;
}

function Frame({ id, label, hint, error, hideLabel = false, aside, children }: Common & { id: string; aside?: React.ReactNode; children: React.ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className={hideLabel ? 'sr' : 'block text-[12.5px] font-medium mb-1'}>
        {label}
      </label>
      {aside === undefined ? (
        children
      ) : (
        <div className="flex items-center gap-2">
          {children}
          {aside}
        </div>
      )}
      {error ? (
        <p id={`${id}-error`} className="mt-1 text-[12px] text-bad">
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-hint`} className="mt-1 text-[12px] text-ink3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

const described = (id: string, { error, hint }: Common) => (error ? `${id}-error` : hint === undefined ? undefined : `${id}-hint`);
const edge = (error: string | null | undefined) => (error ? 'border-bad' : 'border-line2');

/** `aside` stands beside the input: its unit, say. */
export function Field({ label, hint, error, hideLabel, aside, className = '', ...rest }: Common & { aside?: React.ReactNode } & React.InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  const common = { label, ...(hint === undefined ? {} : { hint }), error: error ?? null, hideLabel: hideLabel ?? false };
  return (
    <Frame id={id} {...common} aside={aside}>
      <input {...rest} id={id} aria-invalid={error ? true : undefined} aria-describedby={described(id, common)} className={`${BOX} h-9 ${edge(error)} ${className}`} />
    </Frame>
  );
}

export function Area({ label, hint, error, hideLabel, className = '', ...rest }: Common & React.TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  const common = { label, ...(hint === undefined ? {} : { hint }), error: error ?? null, hideLabel: hideLabel ?? false };
  return (
    <Frame id={id} {...common}>
      <textarea {...rest} id={id} aria-invalid={error ? true : undefined} aria-describedby={described(id, common)} className={`${BOX} py-2 min-h-20 ${edge(error)} ${className}`} />
    </Frame>
  );
}

export interface Choice {
  value: string;
  words: string;
}

export function Select({ label, hint, error, hideLabel, choices, className = '', ...rest }: Common & { choices: readonly Choice[] } & React.SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  const common = { label, ...(hint === undefined ? {} : { hint }), error: error ?? null, hideLabel: hideLabel ?? false };
  return (
    <Frame id={id} {...common}>
      <select {...rest} id={id} aria-invalid={error ? true : undefined} aria-describedby={described(id, common)} className={`${BOX} h-9 ${edge(error)} ${className}`}>
        {choices.map((one) => (
          <option key={one.value} value={one.value}>
            {one.words}
          </option>
        ))}
      </select>
    </Frame>
  );
}

export function Tick({ label, hint, ...rest }: { label: string; hint?: string } & React.InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input {...rest} id={id} type="checkbox" className="mt-[3px] size-4 accent-[var(--ink)]" />
      <label htmlFor={id} className="text-[13px]">
        {label}
        {hint !== undefined && <span className="block text-[12px] text-ink3">{hint}</span>}
      </label>
    </div>
  );
}
