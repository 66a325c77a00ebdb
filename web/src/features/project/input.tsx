import { useId } from 'react';
import { useAgents, useProfiles } from '@/api/use';
import { Area, Field, Select, Tick } from '@/ui/field';
import { linesOf, textOf } from './layers';
import { NumberInput, SecondsInput } from './number-input';
import { OptionsInput } from './options-input';
import { RulesInput } from './rules-input';
import type { Spec } from './spec';

export interface InputProps {
  value: unknown;
  inherited: unknown; // what lies under it
  error: string | null;
  onChange: (value: unknown) => void;
}

const MONO = 'font-mono text-[12.5px]';

/** The input that fits the kind of a setting. */
export function SettingInput({ spec, value, inherited, error, onChange }: InputProps & { spec: Spec }) {
  const common = { label: spec.label, error, ...(spec.words === undefined ? {} : { hint: spec.words }) };
  switch (spec.kind) {
    case 'choice':
      return <Select {...common} choices={spec.choices} value={textOf(value)} onChange={(event) => onChange(event.target.value)} />;
    case 'yes':
      return (
        <div>
          <p className="text-[12.5px] font-medium mb-1.5">{spec.label}</p>
          <Tick label={spec.yes} checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        </div>
      );
    case 'area':
      return <Area {...common} rows={4} value={textOf(value)} onChange={(event) => onChange(event.target.value)} />;
    case 'lines':
      return <Area {...common} className={MONO} spellCheck={false} rows={Math.max(2, linesOf(value).length)} placeholder={spec.example} value={linesOf(value).join('\n')} onChange={(event) => onChange(event.target.value === '' ? [] : event.target.value.split('\n'))} />;
    case 'number':
      return <NumberInput {...common} value={value} unit={spec.unit} step={spec.step} none={spec.none} onChange={onChange} />;
    case 'seconds':
      return <SecondsInput {...common} value={value} onChange={onChange} />;
    case 'rules':
      return <RulesInput {...common} value={value} onChange={onChange} />;
    case 'options':
      return <OptionsInput {...common} value={value} inherited={inherited} onChange={onChange} />;
    default:
      return spec.suggest === undefined ? (
        <Field {...common} className={spec.code ? MONO : ''} autoComplete="off" spellCheck={false} value={textOf(value)} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Suggested {...common} from={spec.suggest} value={textOf(value)} onChange={onChange} />
      );
  }
}

interface SuggestedProps {
  label: string;
  hint?: string;
  error: string | null;
  from: 'agents' | 'profiles';
  value: string;
  onChange: (value: string) => void;
}

/** What workers have said is offered; anything else may be typed, for a worker may come later. */
function Suggested({ from, onChange, ...rest }: SuggestedProps) {
  const id = useId();
  const names = useNames(from);
  return (
    <>
      <Field {...rest} list={id} autoComplete="off" spellCheck={false} onChange={(event) => onChange(event.target.value)} />
      <datalist id={id}>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
    </>
  );
}

function useNames(from: 'agents' | 'profiles'): string[] {
  const agents = useAgents().data ?? [];
  const profiles = useProfiles().data ?? [];
  const found = from === 'agents' ? agents.map((one) => one.name) : profiles.flatMap((one) => one.profiles.filter((card) => card.problem === '').map((card) => card.name));
  return [...new Set(found)].toSorted();
}
