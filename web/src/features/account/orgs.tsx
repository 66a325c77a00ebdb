import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf } from '@/api/fields';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { Org } from '@/api/types';
import { note } from '@/lib/note';
import { moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field } from '@/ui/field';
import { Trouble } from '@/ui/page';
import { Confirm } from './confirm';
import { Piece } from './part';
import { Secret } from './secret';

const ALL = [...keys.org, 'all'] as const;

/** For admins of `default`, who make the others. */
export function Orgs() {
  const orgs = useQuery({ queryKey: ALL, queryFn: async ({ signal }) => (await must(api.GET('/api/v1/orgs', { signal }))).items });
  const [isMaking, setMaking] = useState(false);
  const [fresh, setFresh] = useState<{ id: string; secret: string } | null>(null);
  return (
    <Piece
      title="Organisations"
      words="Made and removed by admins of “default”."
      action={
        <Button kind="line" onClick={() => setMaking(true)}>
          New organisation
        </Button>
      }
    >
      {fresh !== null && <Secret title={`The first admin's key of ${fresh.id}`} words="Whoever has it looks after that organisation." secret={fresh.secret} onDone={() => setFresh(null)} />}
      {orgs.error !== null && <Trouble words={wordsOf(orgs.error)} onRetry={() => void orgs.refetch()} />}
      <ul aria-label="Organisations">
        {orgs.data?.map((org) => (
          <Row key={org.id} org={org} />
        ))}
      </ul>
      {isMaking && (
        <NewOrg
          onClose={() => setMaking(false)}
          onMade={(id, secret) => {
            setMaking(false);
            setFresh({ id, secret });
          }}
        />
      )}
    </Piece>
  );
}

function Row({ org }: { org: Org }) {
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const removing = useMutation({
    mutationFn: () => must(api.DELETE('/api/v1/orgs/{org_id}', { params: { path: { org_id: org.id } } })),
    onSuccess: () => {
      note({ words: `The organisation ${org.name} is removed` });
      void client.invalidateQueries({ queryKey: ALL });
    },
  });
  return (
    <li className="flex items-center gap-4 py-2 min-h-11 border-t border-line text-[13px]">
      <span className="flex-1 min-w-0 truncate">
        {org.name} {org.name !== org.id && <code className="font-mono text-[11.5px] text-ink3">{org.id}</code>}
      </span>
      <span className="text-ink3 max-md:hidden">since {moment(ms(org.created_at))}</span>
      {org.id !== 'default' && (
        <Button size="small" kind="line" aria-label={`Remove ${org.name}`} onClick={() => setAsked(true)}>
          Remove
        </Button>
      )}
      {isAsked && <Confirm title={`Remove ${org.name}`} words="Its keys end with it. It must have no project left. What it did stays in the ledger." act="Remove" busy={removing.isPending} trouble={removing.error === null ? null : wordsOf(removing.error)} onDo={() => removing.mutate()} onClose={() => setAsked(false)} />}
    </li>
  );
}

function NewOrg({ onClose, onMade }: { onClose: () => void; onMade: (id: string, secret: string) => void }) {
  const client = useQueryClient();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const adding = useMutation({
    mutationFn: () => must(api.POST('/api/v1/orgs', { body: { id: id.trim(), name: name.trim() || null } })),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ALL });
      onMade(made.id, made.key ?? '');
    },
  });
  const refused = refusalOf(adding.error, ['id', 'name']);
  const send = () => {
    if (!adding.isPending) adding.mutate();
  };
  return (
    <Dialog open onClose={onClose} title="New organisation" words="The key of its first admin is shown once, when it is made.">
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field label="Id" className="font-mono text-[12.5px]" hint="Small letters, digits and dashes. It cannot be changed later." autoComplete="off" spellCheck={false} data-autofocus value={id} onChange={(event) => setId(event.target.value)} error={refused.fields['id'] ?? null} />
        <Field label="Name" hint="Empty: the same as its id." maxLength={100} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} error={refused.fields['name'] ?? null} />
        {refused.words !== null && <Trouble words={refused.words} onRetry={send} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="solid" type="submit" busy={adding.isPending} disabled={id.trim() === ''}>
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
