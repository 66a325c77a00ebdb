import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf } from '@/api/fields';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { OrgOwn } from '@/api/types';
import { useMe, useOrg } from '@/api/use';
import { nameFault } from '@/lib/name';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { Bones, Trouble } from '@/ui/page';
import { Orgs } from './orgs';
import { Piece } from './part';

export function Organisation({ defaults }: { defaults: React.ReactNode }) {
  const org = useOrg();
  const me = useMe().data;
  if (org.error !== null) return <Trouble words={wordsOf(org.error)} onRetry={() => void org.refetch()} />;
  if (org.data === undefined || me === undefined) return <Bones />;
  const isAdmin = me.scope === 'admin';
  return (
    <>
      <Piece title={org.data.name} words={`What an organisation owns does not exist for the others. Its id is ${org.data.id}.`}>
        {isAdmin ? <Name key={org.data.name} org={org.data} /> : <p className="text-[13px] text-ink2">Only an admin of {me.org} can change it; you are signed in as {me.scope}.</p>}
      </Piece>
      {isAdmin && me.org === 'default' && <Orgs />}
      <Piece title="Settings of all projects" words="They lie under those of each project, and hold from the next run that is queued.">
        {defaults}
      </Piece>
    </>
  );
}

function Name({ org }: { org: OrgOwn }) {
  const client = useQueryClient();
  const [name, setName] = useState(org.name);
  const saving = useMutation({
    mutationFn: () => must(api.PATCH('/api/v1/org', { body: { name: name.trim() } })),
    onSuccess: (now) => client.setQueryData(keys.org, now),
  });
  const refused = refusalOf(saving.error, ['name']);
  return (
    <form
      className="max-w-[420px]"
      onSubmit={(event) => {
        event.preventDefault();
        if (nameFault(name) === null && name.trim() !== org.name && !saving.isPending) saving.mutate();
      }}
    >
      <Field
        label="Its name"
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={nameFault(name) ?? refused.fields['name'] ?? refused.words}
        aside={
          <Button kind="line" type="submit" className="h-9" disabled={name.trim() === org.name} busy={saving.isPending}>
            Rename
          </Button>
        }
      />
    </form>
  );
}
