import { useState } from 'react';
import { Field, Select } from '@/ui/field';
import { span, type Unit, UNITS, unitOf } from './span';

interface NumberProps {
  label: string;
  hint?: string;
  error: string | null;
  value: unknown;
  onChange: (value: unknown) => void;
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** What is typed stays as it was typed: "1." on the way to "1.5" is a number already. An empty field is left to the server to refuse. */
function useTyped(value: unknown, size: number): [string, (text: string) => unknown] {
  const given = numberOf(value);
  const [text, setText] = useState(given === null ? '' : String(given / size));
  const typed = text.trim() === '' ? null : Number(text) * size;
  const differs = given !== typed && !(given === null && typed === null);
  if (differs) setText(given === null ? '' : String(given / size));
  const type = (next: string): unknown => {
    setText(next);
    return next.trim() === '' || Number.isNaN(Number(next)) ? '' : Number(next) * size;
  };
  return [text, type];
}

export function NumberInput({ value, unit, step = 1, none, onChange, hint, ...rest }: NumberProps & { unit?: string | undefined; step?: number | undefined; none?: string | undefined }) {
  const [text, type] = useTyped(value, 1);
  const zero = none === undefined ? '' : `0: ${none}.`;
  const words = [hint, zero].filter(Boolean).join(' ');
  const aside = unit === undefined ? undefined : <span className="text-[13px] text-ink2">{unit}</span>;
  return <Field {...rest} {...(words === '' ? {} : { hint: words })} type="number" inputMode="decimal" min={0} step={step} className="num max-w-[150px]" aside={aside} value={text} onChange={(event) => onChange(type(event.target.value))} />;
}

/** Kept in seconds, shown in the unit that fits. */
export function SecondsInput({ value, onChange, label, hint, error }: NumberProps) {
  const [unit, setUnit] = useState<Unit>(() => unitOf(numberOf(value) ?? 0));
  const [text, type] = useTyped(value, unit.seconds);
  const given = numberOf(value);
  const choose = (words: string) => {
    const next = UNITS.find((one) => one.words === words);
    if (next === undefined) return;
    setUnit(next);
    if (text !== '') onChange(Number(text) * next.seconds); // "30 s" becomes "30 min"
  };
  const words = [hint, given !== null && given > 0 && unitOf(given).words !== unit.words ? `That is ${span(given)}.` : ''].filter(Boolean).join(' ');
  const refused = error !== null && /\d$/.test(error) ? `${error} seconds` : error; // the server counts in them
  const units = (
    <div className="w-[84px]">
      <Select label={`Unit of ${label}`} hideLabel choices={UNITS.map((one) => ({ value: one.words, words: one.words }))} value={unit.words} onChange={(event) => choose(event.target.value)} />
    </div>
  );
  return <Field label={label} error={refused} {...(words === '' ? {} : { hint: words })} type="number" inputMode="decimal" min={0} step="any" className="num max-w-[150px]" aside={units} value={text} onChange={(event) => onChange(type(event.target.value))} />;
}
