import { useId } from 'react';
import type { Choice } from './field';

/** One of a few, all in sight. */
export function Choose({ label, choices, value, onChange }: { label: string; choices: readonly Choice[]; value: string; onChange: (value: string) => void }) {
  const name = useId();
  return (
    <fieldset>
      <legend className="text-[12.5px] font-medium mb-1">{label}</legend>
      <div className="inline-flex flex-wrap gap-1 rounded-lg border border-line2 bg-sunk p-1">
        {choices.map((one) => (
          <label key={one.value} className="cursor-pointer">
            <input type="radio" name={name} value={one.value} checked={one.value === value} onChange={() => onChange(one.value)} className="peer sr" />
            <span className="block rounded-md px-3 h-7 leading-7 text-[13px] text-ink2 peer-checked:bg-sheet peer-checked:text-ink peer-checked:font-medium peer-checked:shadow-[0_0_0_1px_var(--line2)] peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-[var(--focus)]">{one.words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
