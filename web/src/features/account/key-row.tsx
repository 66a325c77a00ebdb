import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import type { AccessKey } from '@/api/types';
import { note } from '@/lib/note';
import { ago, moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Select } from '@/ui/field';
import { Confirm } from './confirm';
import { endOf, scopeWords, useRevoke, useRotate } from './keys-data';

const OVERLAPS = [
  { value: '0', words: 'ends at once' },
  { value: '3600', words: 'holds for an hour' },
  { value: '86400', words: 'holds for a day' },
  { value: '604800', words: 'holds for a week' },
  { value: '2592000', words: 'holds for 30 days' },
];

function life(key: AccessKey, now: number): string {
  if (key.revoked_at) return `revoked ${moment(ms(key.revoked_at))}`;
  if (!key.expires_at) return 'has no end';
  return `${endOf(key, now) === 'expired' ? 'ended' : 'until'} ${moment(ms(key.expires_at))}`;
}

export interface KeyRowProps {
  item: AccessKey;
  now: number;
  onSecret: (key: AccessKey) => void;
}

export function KeyRow({ item, now, onSecret }: KeyRowProps) {
  const [asked, setAsked] = useState<'rotate' | 'revoke' | null>(null);
  const holds = endOf(item, now) === null;
  const old = holds && item.old_until && ms(item.old_until) > now ? `; the secret before it holds until ${moment(ms(item.old_until))}` : '';
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.2fr)_auto] gap-x-4 gap-y-0.5 items-center py-2.5 border-t border-line text-[13px]">
      <span className="min-w-0">
        <span className="block font-medium truncate">{item.name}</span>
        <code className="font-mono text-[11.5px] text-ink3">{item.preview}</code>
      </span>
      <span className="text-ink2 max-md:text-right">{scopeWords(item.scope)}</span>
      <span className="text-[12.5px] text-ink2">
        {life(item, now)}
        {old}
        <span className="block text-ink3">{item.last_used_at ? `used ${ago(ms(item.last_used_at), now)} ago` : 'never used'}</span>
      </span>
      <span className="flex gap-1 justify-self-end">
        {holds && (
          <>
            <Button size="small" kind="line" aria-label={`Rotate ${item.name}, ${item.preview}`} onClick={() => setAsked('rotate')}>
              Rotate
            </Button>
            <Button size="small" kind="line" aria-label={`Revoke ${item.name}, ${item.preview}`} onClick={() => setAsked('revoke')}>
              Revoke
            </Button>
          </>
        )}
      </span>
      {asked === 'rotate' && <Rotate item={item} onClose={() => setAsked(null)} onSecret={onSecret} />}
      {asked === 'revoke' && <Revoke item={item} onClose={() => setAsked(null)} />}
    </li>
  );
}

function Rotate({ item, onClose, onSecret }: { item: AccessKey; onClose: () => void; onSecret: (key: AccessKey) => void }) {
  const [overlap, setOverlap] = useState('86400');
  const rotating = useRotate(item.id);
  const go = () =>
    rotating.mutate(Number(overlap), {
      onSuccess: (key) => {
        onClose();
        onSecret(key);
      },
    });
  return (
    <Confirm title={`Rotate ${item.name}`} words="It gets a new secret, good at once. It stays the same key, so a worker goes on with its runs." act="Rotate" busy={rotating.isPending} trouble={rotating.error === null ? null : wordsOf(rotating.error)} onDo={go} onClose={onClose}>
      <div className="mb-4">
        <Select label="The old secret" choices={OVERLAPS} value={overlap} onChange={(event) => setOverlap(event.target.value)} />
      </div>
    </Confirm>
  );
}

function Revoke({ item, onClose }: { item: AccessKey; onClose: () => void }) {
  const revoking = useRevoke(item.id);
  const go = () =>
    revoking.mutate(undefined, {
      onSuccess: () => {
        note({ words: `The key ${item.name} is revoked` });
        onClose();
      },
    });
  const words = `Whoever uses it is out within a second: programs, workers, and browsers that signed in with it${item.name === 'local' ? ', also the commands on the machine of the board' : ''}. It cannot be undone.`;
  return <Confirm title={`Revoke ${item.name}`} words={words} act="Revoke" busy={revoking.isPending} trouble={revoking.error === null ? null : wordsOf(revoking.error)} onDo={go} onClose={onClose} />;
}
