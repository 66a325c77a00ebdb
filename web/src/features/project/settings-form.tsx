import type { SettingName } from '@/api/types';
import { GROUPS, type GroupId } from './groups';
import type { Changes, Layers } from './layers';
import { SettingRow } from './setting-row';

export interface SettingsFormProps {
  group: GroupId;
  layers: Layers;
  changes: Changes;
  errors: Readonly<Record<string, string>>; // by "settings.name"
  onEdit: (name: SettingName, value: unknown) => void;
}

export function SettingsForm({ group, layers, changes, errors, onEdit }: SettingsFormProps) {
  return GROUPS[group].map((section) => (
    <section key={section.title} aria-label={section.title} className="pt-5 pb-2 border-b border-line last:border-0">
      <h2 className="font-serif text-[19px]">{section.title}</h2>
      {section.words !== undefined && <p className="text-[13px] text-ink2 max-w-[70ch]">{section.words}</p>}
      {section.specs.map((spec) => (
        <SettingRow key={spec.name} spec={spec} layers={layers} changes={changes} error={errors[`settings.${spec.name}`] ?? null} onEdit={(value) => onEdit(spec.name, value)} />
      ))}
    </section>
  ));
}
