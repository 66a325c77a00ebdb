import { useState } from 'react';
import { refusalOf } from '@/api/fields';
import { wordsOf } from '@/api/problem';
import { useMe, useOrg } from '@/api/use';
import { Bones, Trouble } from '@/ui/page';
import { Tabs } from '@/ui/tabs';
import { many, NOTHING, useDraft, useSaveOrg } from './data';
import { GROUP_IDS, GROUP_WORDS, type GroupId, groupOf, SPECS } from './groups';
import { edited } from './layers';
import { SaveBar } from './save-bar';
import { SettingsForm } from './settings-form';

const KNOWN = SPECS.map((spec) => `settings.${spec.name}`);

/** The same settings as a project's, one layer below them. */
export function OrgDefaults() {
  const org = useOrg();
  const mayChange = (useMe().data?.scope ?? 'admin') === 'admin';
  const [group, setGroup] = useState<GroupId>('work');
  const [draft, setDraft] = useDraft(`org:${org.data?.id ?? ''}`);
  const saving = useSaveOrg();
  const refused = refusalOf(saving.error, KNOWN);
  if (org.error !== null) return <Trouble words={wordsOf(org.error)} onRetry={() => void org.refetch()} />;
  if (org.data === undefined) return <Bones />;
  const layers = { own: org.data.settings ?? {}, inherited: {} };
  const change = (next: typeof draft) => {
    saving.reset();
    setDraft(next);
  };
  const save = () => {
    if (many(draft) === 0 || saving.isPending) return;
    saving.mutate(draft, {
      onSuccess: () => setDraft(NOTHING),
      onError: (error) => {
        const [first = ''] = Object.keys(refusalOf(error, KNOWN).fields);
        setGroup(groupOf(first.replace('settings.', '')) ?? group);
      },
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className="border-b border-line">
        <Tabs label="Settings of projects" tabs={GROUP_IDS.map((id) => ({ id, words: GROUP_WORDS[id] }))} chosen={group} onChoose={(id) => setGroup(GROUP_IDS.find((one) => one === id) ?? group)} />
      </div>
      <fieldset disabled={!mayChange} className="min-w-0" role="tabpanel" id={`panel-${group}`} aria-labelledby={`tab-${group}`}>
        <SettingsForm group={group} layers={layers} changes={draft.settings} errors={refused.fields} onEdit={(name, value) => change({ settings: edited(draft.settings, layers, name, value) })} />
      </fieldset>
      <div className="sticky bottom-0 -mx-4 md:-mx-6">
        <SaveBar many={many(draft)} trouble={refused.words} refused={Object.keys(refused.fields).length > 0} busy={saving.isPending} onSave={save} onDiscard={() => change(NOTHING)} />
      </div>
    </form>
  );
}
