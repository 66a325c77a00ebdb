import { useState } from 'react';
import { refusalOf } from '@/api/fields';
import type { AccessKey } from '@/api/types';
import { nameFault } from '@/lib/name';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field, Select } from '@/ui/field';
import { Trouble } from '@/ui/page';
import { SCOPES, useAddKey } from './keys-data';

const LIVES = [7, 30, 90, 180, 365].map((days) => ({ value: String(days), words: days === 365 ? 'a year' : `${days} days` }));

export function NewKeyDialog({ onClose, onMade }: { onClose: () => void; onMade: (key: AccessKey) => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState(SCOPES[0]!);
  const [days, setDays] = useState('90');
  const [tried, setTried] = useState(false);
  const adding = useAddKey();
  const refused = refusalOf(adding.error, ['name', 'scope', 'expires_days']);
  const send = () => {
    setTried(true);
    if (nameFault(name) === null && !adding.isPending) adding.mutate({ name: name.trim(), scope: scope.value, expires_days: Number(days) }, { onSuccess: onMade });
  };
  return (
    <Dialog open onClose={onClose} title="New key" words="Its secret is shown once, when it is made.">
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field
          label="Name"
          hint="Who or what uses it, like “anvil” or “nightly import”."
          maxLength={100}
          autoComplete="off"
          data-autofocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={(tried ? nameFault(name) : null) ?? refused.fields['name'] ?? null}
        />
        <Select label="It may" choices={SCOPES} hint={`${scope.words}: ${scope.may}.`} value={scope.value} onChange={(event) => setScope(SCOPES.find((one) => one.value === event.target.value) ?? scope)} error={refused.fields['scope'] ?? null} />
        <Select label="It is good for" choices={LIVES} value={days} onChange={(event) => setDays(event.target.value)} error={refused.fields['expires_days'] ?? null} />
        {refused.words !== null && <Trouble words={refused.words} onRetry={send} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="solid" type="submit" busy={adding.isPending}>
            Make the key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
