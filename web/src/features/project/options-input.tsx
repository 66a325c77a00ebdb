import { Plus, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { Group } from './group';
import { optionsOf, same } from './layers';
import { rowId } from './row-id';

interface Row {
  id: number;
  name: string;
  text: string;
}

const SECRET = /key|token|secret|password/i;

const mapOf = (rows: readonly Row[]): Record<string, string> => Object.fromEntries(rows.filter((row) => row.name.trim() !== '').map((row) => [row.name.trim(), row.text]));

function useRows(value: unknown, onChange: (value: Record<string, string>) => void) {
  const given = optionsOf(value);
  const rowsOf = (): Row[] => Object.entries(given).map(([name, text]) => ({ name, text, id: rowId() }));
  const [rows, setRows] = useState(rowsOf);
  if (!same(given, mapOf(rows))) setRows(rowsOf());
  const write = (now: Row[]) => {
    setRows(now);
    onChange(mapOf(now));
  };
  return { rows, write, add: () => setRows([...rows, { name: '', text: '', id: rowId() }]) };
}

export interface OptionsInputProps {
  label: string;
  hint?: string;
  error: string | null;
  value: unknown;
  inherited: unknown;
  onChange: (value: unknown) => void;
}

/** Names that are not said here come from below, so what lies there is shown beside. */
export function OptionsInput({ label, hint, error, value, inherited, onChange }: OptionsInputProps) {
  const { rows, write, add } = useRows(value, onChange);
  const id = useId();
  const under = Object.entries(optionsOf(inherited)).filter(([name]) => !rows.some((row) => row.name === name));
  const change = (place: number, part: Partial<Row>) => write(rows.map((row, at) => (at === place ? { ...row, ...part } : row)));
  return (
    <Group label={label} hint={hint} error={error} id={id}>
      <ul className="grid gap-1.5">
        {rows.map((row, place) => (
          <li key={row.id} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)_auto] gap-1.5 items-center">
            <Field label={`Option ${place + 1}: name`} hideLabel placeholder="model" className="font-mono text-[12.5px]" spellCheck={false} autoComplete="off" value={row.name} onChange={(event) => change(place, { name: event.target.value })} />
            <Field label={`Option ${place + 1}: text`} hideLabel type={SECRET.test(row.name) ? 'password' : 'text'} className="font-mono text-[12.5px]" spellCheck={false} autoComplete="off" value={row.text} onChange={(event) => change(place, { text: event.target.value })} />
            <Button size="icon" aria-label={`Option ${place + 1}: remove`} onClick={() => write(rows.filter((_, at) => at !== place))}>
              <Trash2 size={14} aria-hidden />
            </Button>
          </li>
        ))}
        {under.map(([name, text]) => (
          <li key={name} className="text-[12.5px] text-ink2">
            <code className="font-mono">
              {name}={SECRET.test(name) ? '••••' : text.slice(0, 80)}
            </code>{' '}
            from below
          </li>
        ))}
      </ul>
      <Button kind="line" size="small" className="mt-2" onClick={add}>
        <Plus size={13} aria-hidden /> Add an option
      </Button>
    </Group>
  );
}
