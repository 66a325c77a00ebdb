import type { SettingName } from '@/api/types';
import type { Choice } from '@/ui/field';

/** Which settings there are to a person, in which order, and by which words. */

export type Kind =
  | { kind: 'text'; code?: boolean; suggest?: 'agents' | 'profiles' }
  | { kind: 'area' }
  | { kind: 'lines'; example?: string }
  | { kind: 'choice'; choices: readonly Choice[] }
  | { kind: 'yes'; yes: string }
  | { kind: 'number'; unit?: string; step?: number; none?: string } // `none`: what 0 stands for
  | { kind: 'seconds' }
  | { kind: 'rules' }
  | { kind: 'options' };

export type Spec = Kind & {
  name: SettingName;
  label: string;
  words?: string; // what it does, where the label is not enough
};

export interface Section {
  title: string;
  words?: string;
  specs: readonly Spec[];
}
