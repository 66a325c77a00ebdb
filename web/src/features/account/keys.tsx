import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Problem, wordsOf } from '@/api/problem';
import type { AccessKey } from '@/api/types';
import { useMe } from '@/api/use';
import { useNow } from '@/lib/clock';
import { many } from '@/lib/number';
import { Button } from '@/ui/button';
import { Bones, Empty, Trouble } from '@/ui/page';
import { KeyRow } from './key-row';
import { endOf, useAccessKeys } from './keys-data';
import { NewKeyDialog } from './new-key';
import { Piece } from './part';
import { Secret } from './secret';

interface Fresh {
  key: AccessKey;
  secret: string;
}

export function Keys() {
  const listed = useAccessKeys();
  const me = useMe().data;
  const now = useNow(10_000);
  const [isMaking, setMaking] = useState(false);
  const [fresh, setFresh] = useState<Fresh | null>(null);
  const found = (key: AccessKey) => key.key && setFresh({ key, secret: key.key });
  if (listed.error instanceof Problem && listed.error.status === 403) {
    if (me === undefined) return <Bones />;
    return (
      <Empty title="Keys are for admins">
        Only an admin of {me.org} sees, makes and ends keys; you are signed in as {me.scope}. On the machine of the board <code className="font-mono">taskyard key create</code> makes one.
      </Empty>
    );
  }
  if (listed.error !== null) return <Trouble words={wordsOf(listed.error)} onRetry={() => void listed.refetch()} />;
  if (listed.data === undefined) return <Bones />;
  const good = listed.data.filter((key) => endOf(key, now) === null);
  const ended = listed.data.filter((key) => endOf(key, now) !== null);
  return (
    <Piece
      title="Keys"
      words="Who may come in: people on other machines, programs, workers. Only a hash of each is kept."
      action={
        <Button kind="solid" onClick={() => setMaking(true)}>
          <Plus size={15} aria-hidden /> New key
        </Button>
      }
    >
      {fresh !== null && <Secret key={fresh.secret} title={`The key ${fresh.key.name}`} words="Give it to whoever uses it, like a password. Who has lost it gets a new one by rotating." secret={fresh.secret} onDone={() => setFresh(null)} />}
      <ul aria-label="Keys">
        {good.map((key) => (
          <KeyRow key={key.id} item={key} now={now} onSecret={found} />
        ))}
      </ul>
      {ended.length > 0 && (
        <details className="mt-3">
          <summary className="cursor-pointer text-[12.5px] text-ink2 min-h-7">{many(ended.length, 'key')} that ended</summary>
          <ul aria-label="Keys that ended">
            {ended.map((key) => (
              <KeyRow key={key.id} item={key} now={now} onSecret={found} />
            ))}
          </ul>
        </details>
      )}
      {isMaking && (
        <NewKeyDialog
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            found(key);
          }}
        />
      )}
    </Piece>
  );
}
