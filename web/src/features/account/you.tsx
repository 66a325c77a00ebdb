import { useMutation } from '@tanstack/react-query';
import { api, must, ROOT } from '@/api/http';
import { wordsOf } from '@/api/problem';
import { useMe } from '@/api/use';
import { useNow } from '@/lib/clock';
import { lasted } from '@/lib/time';
import { Button } from '@/ui/button';
import { Command } from '@/ui/command';
import { Bones, Trouble } from '@/ui/page';
import { SCOPES, scopeWords } from './keys-data';
import { Piece } from './part';

export function You({ onSignedOut }: { onSignedOut: () => void }) {
  const me = useMe();
  const leaving = useMutation({ mutationFn: () => must(api.POST('/api/v1/auth/logout')), onSuccess: onSignedOut });
  if (me.error !== null) return <Trouble words={wordsOf(me.error)} onRetry={() => void me.refetch()} />;
  if (me.data === undefined) return <Bones rows={3} />;
  const { name, org, scope } = me.data;
  const may = SCOPES.find((one) => one.value === scope)?.may;
  return (
    <>
      <Piece title="You">
        <dl className="grid grid-cols-[130px_minmax(0,1fr)] gap-y-1.5 text-[13px] mb-4">
          <dt className="text-ink3">Signed in as</dt>
          <dd className="font-mono text-[12.5px] [overflow-wrap:anywhere]">{name}</dd>
          <dt className="text-ink3">Organisation</dt>
          <dd>{org}</dd>
          <dt className="text-ink3">Rights</dt>
          <dd>
            {scopeWords(scope)}
            {may !== undefined && <span className="text-ink2">: {may}</span>}
          </dd>
        </dl>
        {leaving.error !== null && (
          <p role="alert" className="mb-2 text-[13px] text-bad">
            {wordsOf(leaving.error)}
          </p>
        )}
        <Button kind="line" busy={leaving.isPending} onClick={() => leaving.mutate()}>
          Sign out of this browser
        </Button>
      </Piece>
      <OtherBrowser />
    </>
  );
}

/** A link with the caller's own rights: as good as a key, so it is made only when asked for. */
function OtherBrowser() {
  const making = useMutation({
    mutationFn: async () => {
      const made = await must(api.POST('/api/v1/auth/code'));
      return { link: new URL(made.path, ROOT).href, until: Date.now() + made.seconds * 1000 };
    },
  });
  const now = useNow();
  const left = making.data === undefined ? 0 : (making.data.until - now) / 1000;
  return (
    <Piece title="Open in another browser" words="A link that signs one more browser in, with your rights. It is good once, and for minutes only.">
      {making.error !== null && <Trouble words={wordsOf(making.error)} onRetry={() => making.mutate()} />}
      {making.data !== undefined && left > 0 && (
        <div className="mb-3 max-w-[640px]">
          <Command line={making.data.link} label="Copy the link" />
          <p className="mt-1 text-[12.5px] text-ink2">
            Good for <span className="num">{lasted(Math.ceil(left))}</span> more. Who has it first is you.
          </p>
        </div>
      )}
      {making.data !== undefined && left <= 0 && <p className="mb-3 text-[13px] text-ink2">The link has expired.</p>}
      <Button kind="line" busy={making.isPending} onClick={() => making.mutate()}>
        {making.data === undefined ? 'Make a link' : 'Make a new link'}
      </Button>
    </Piece>
  );
}
