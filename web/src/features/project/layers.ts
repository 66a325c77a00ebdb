import type { SettingName } from '@/api/types';
import { DEFAULTS } from './defaults';

/** Settings lie over each other: default ← organisation ← project. What is typed and not saved lies on top. */

export type Values = Readonly<Record<string, unknown>>;

export interface Layers {
  own: Values; // what this project (or organisation) says itself
  inherited: Values; // what lies under it, without the defaults
}

/** What was changed and not saved; null gives the setting back to what lies under it. */
export type Changes = Readonly<Partial<Record<SettingName, unknown>>>;

export type Source = 'own' | 'inherited' | 'default';

/** Lists are typed a line at a time, and a blank line is nothing. */
const plain = (value: unknown): unknown => (Array.isArray(value) ? value.filter((one) => typeof one !== 'string' || one.trim() !== '') : value);

const byName = (_: string, value: unknown): unknown => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value);

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(plain(one), byName) === JSON.stringify(plain(other), byName);

export const below = (name: SettingName, { inherited }: Layers): unknown => inherited[name] ?? DEFAULTS[name];

export function shown(name: SettingName, layers: Layers, changes: Changes): unknown {
  if (name in changes) return changes[name] ?? below(name, layers);
  return layers.own[name] ?? below(name, layers);
}

export function sourceOf(name: SettingName, layers: Layers, changes: Changes): Source {
  const own = name in changes ? changes[name] !== null : name in layers.own;
  if (own) return 'own';
  return name in layers.inherited ? 'inherited' : 'default';
}

/** What comes back to how it was is no change. */
export function edited(changes: Changes, layers: Layers, name: SettingName, value: unknown): Changes {
  const { [name]: _old, ...others } = changes;
  const isOwn = name in layers.own;
  const back = isOwn ? value !== null && same(value, layers.own[name]) : value === null || same(value, below(name, layers));
  return back ? others : { ...others, [name]: value };
}

/** A layer is written whole. What else is in it stays, so it is taken as the server has it now. */
export function merged(own: Values, changes: Changes): Record<string, unknown> {
  const all = Object.entries({ ...own, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== null).map(([name, value]) => [name, plain(value)]));
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
export const linesOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

export function optionsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
