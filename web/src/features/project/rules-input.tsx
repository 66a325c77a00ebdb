import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { say } from '@/lib/say';
import { Button } from '@/ui/button';
import { Field, Select } from '@/ui/field';
import { Group } from './group';
import { linesOf, same } from './layers';
import { rowId } from './row-id';

export interface Rule {
  effect: string;
  tool: string;
  pattern: string;
}

const EFFECTS = [
  { value: 'allow', words: 'Allow' },
  { value: 'ask', words: 'Ask' },
  { value: 'deny', words: 'Deny' },
];

/** `allow|ask|deny TOOL [PATTERN]` */
export function ruleOf(line: string): Rule {
  const [, effect = 'ask', tool = '', pattern = ''] = /^\s*(\S+)\s*(\S*)\s*(.*)$/s.exec(line) ?? [];
  return { effect, tool, pattern: pattern.trim() };
}

export const lineOf = ({ effect, tool, pattern }: Rule): string => `${effect} ${tool} ${pattern}`.trim();

interface Row extends Rule {
  id: number;
}

/** What is typed is kept here, row for row; a rule that is not whole yet would not survive being read as a line. */
function useRows(value: unknown, onChange: (value: string[]) => void) {
  const rowsOf = (lines: string[]): Row[] => lines.map((line) => ({ ...ruleOf(line), id: rowId() }));
  const [rows, setRows] = useState(() => rowsOf(linesOf(value)));
  const lines = linesOf(value);
  if (!same(lines.map(ruleOf), rows.map(lineOf).map(ruleOf))) setRows(rowsOf(lines));
  const write = (now: Row[]) => {
    setRows(now);
    onChange(now.map(lineOf));
  };
  return { rows, write, add: () => write([...rows, { effect: 'ask', tool: '', pattern: '', id: rowId() }]) };
}

export interface RulesInputProps {
  label: string;
  hint?: string;
  error: string | null;
  value: unknown;
  onChange: (value: unknown) => void;
}

export function RulesInput({ label, hint, error, value, onChange }: RulesInputProps) {
  const { rows, write, add } = useRows(value, onChange);
  const list = useRef<HTMLOListElement>(null);
  const described = useId();
  const change = (place: number, part: Partial<Rule>) => write(rows.map((row, at) => (at === place ? { ...row, ...part } : row)));
  const move = (place: number, by: number) => {
    const others = rows.filter((_, at) => at !== place);
    write([...others.slice(0, place + by), rows[place]!, ...others.slice(place + by)]);
    say(`Rule ${place + 1} is now rule ${place + by + 1}`);
  };
  const remove = (place: number) => {
    write(rows.filter((_, at) => at !== place));
    list.current?.parentElement?.querySelector<HTMLElement>('[data-add]')?.focus();
  };
  return (
    <Group label={label} hint={hint} error={error} id={described}>
      {rows.length === 0 && <p className="rounded-lg border border-dashed border-line2 px-3 py-2.5 text-[13px] text-ink2">No rule: whatever an agent does not do by itself is asked.</p>}
      <ol ref={list} className="grid gap-1.5">
        {rows.map((row, place) => (
          <RuleRow key={row.id} row={row} place={place} many={rows.length} onChange={(part) => change(place, part)} onMove={(by) => move(place, by)} onRemove={() => remove(place)} />
        ))}
      </ol>
      <Button kind="line" size="small" data-add className="mt-2" onClick={add}>
        <Plus size={13} aria-hidden /> Add a rule
      </Button>
    </Group>
  );
}

interface RuleRowProps {
  row: Row;
  place: number;
  many: number;
  onChange: (part: Partial<Rule>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

function RuleRow({ row, place, many, onChange, onMove, onRemove }: RuleRowProps) {
  const name = `Rule ${place + 1}`;
  return (
    <li className="grid grid-cols-[18px_88px_minmax(0,1fr)_minmax(0,1.4fr)_auto] max-md:grid-cols-[18px_88px_minmax(0,1fr)] gap-1.5 items-center max-md:pb-2 max-md:border-b max-md:border-line">
      <span className="num text-[12px] text-ink3 text-right" aria-hidden>
        {place + 1}
      </span>
      <Select label={`${name}: what happens`} hideLabel choices={EFFECTS} value={row.effect} onChange={(event) => onChange({ effect: event.target.value })} />
      <Field label={`${name}: tool`} hideLabel placeholder="Bash" className="font-mono text-[12.5px]" spellCheck={false} autoComplete="off" value={row.tool} onChange={(event) => onChange({ tool: event.target.value.replaceAll(/\s/g, '') })} />
      <div className="max-md:col-start-2 max-md:col-span-2">
        <Field label={`${name}: pattern`} hideLabel placeholder="anything" className="font-mono text-[12.5px]" spellCheck={false} autoComplete="off" value={row.pattern} onChange={(event) => onChange({ pattern: event.target.value })} />
      </div>
      <span className="flex max-md:col-start-2 max-md:col-span-2">
        <Button size="icon" aria-label={`${name}: up`} disabled={place === 0} onClick={() => onMove(-1)}>
          <ArrowUp size={14} aria-hidden />
        </Button>
        <Button size="icon" aria-label={`${name}: down`} disabled={place === many - 1} onClick={() => onMove(1)}>
          <ArrowDown size={14} aria-hidden />
        </Button>
        <Button size="icon" aria-label={`${name}: remove`} onClick={onRemove}>
          <Trash2 size={14} aria-hidden />
        </Button>
      </span>
    </li>
  );
}
