import { Undo2 } from 'lucide-react';
import { Button } from '@/ui/button';
import { SettingInput } from './input';
import { below, type Changes, type Layers, linesOf, optionsOf, shown, type Source, sourceOf, textOf } from './layers';
import { span } from './span';
import type { Spec } from './spec';

const FROM: Record<Source, string> = { own: 'Set here', inherited: 'From the organisation', default: 'Default' };

/** A value in a few words, for the button that goes back to it. */
export function inWords(spec: Spec, value: unknown): string {
  switch (spec.kind) {
    case 'choice':
      return spec.choices.find((one) => one.value === value)?.words ?? textOf(value);
    case 'yes':
      return value === true ? 'yes' : 'no';
    case 'seconds':
      return typeof value === 'number' ? span(value) : '';
    case 'number':
      return value === 0 && spec.none !== undefined ? spec.none : `${textOf(value)}${spec.unit === undefined ? '' : ` ${spec.unit}`}`;
    case 'lines':
    case 'rules':
      return linesOf(value).length === 0 ? 'none' : linesOf(value).join(', ');
    case 'options':
      return Object.keys(optionsOf(value)).join(', ') || 'none';
    default:
      return textOf(value) || 'none';
  }
}

export interface SettingRowProps {
  spec: Spec;
  layers: Layers;
  changes: Changes;
  error: string | null;
  onEdit: (value: unknown) => void;
}

/** A setting, where its value comes from, and the way back to what lies under it. */
export function SettingRow({ spec, layers, changes, error, onEdit }: SettingRowProps) {
  const { name } = spec;
  const source = sourceOf(name, layers, changes);
  const under = below(name, layers);
  const whose = name in layers.inherited ? "the organisation's" : 'the default';
  // Of options each layer says only its own names; the others are shown as they lie below.
  const value = spec.kind === 'options' && source !== 'own' ? {} : shown(name, layers, changes);
  return (
    <div className="grid md:grid-cols-[minmax(0,1fr)_190px] gap-x-8 gap-y-1.5 py-3 border-t border-line first-of-type:border-t-0">
      <SettingInput spec={spec} value={value} inherited={under} error={error} onChange={onEdit} />
      <div className="flex md:flex-col flex-wrap items-start gap-x-3 gap-y-1 md:pt-[25px] text-[12px] text-ink3">
        <span className={`md:pt-1.5 ${source === 'own' ? 'text-ink2 font-medium' : ''}`}>
          {FROM[source]}
          {name in changes && <span className="text-run font-medium"> · not saved</span>}
        </span>
        {source === 'own' && (
          <Button size="small" className="-ml-2 max-w-full" title={`${whose}: ${inWords(spec, under)}`} onClick={() => onEdit(null)}>
            <Undo2 size={12} aria-hidden className="shrink-0" />
            <span className="truncate">
              {whose === 'the default' ? 'Default' : 'Organisation'}: {inWords(spec, under)}
            </span>
            <span className="sr">: give back {spec.label}</span>
          </Button>
        )}
      </div>
    </div>
  );
}
