import { useMutation } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { nameOf } from '@/api/person';
import { wordsOf } from '@/api/problem';
import type { Message } from '@/api/types';
import { useMe } from '@/api/use';
import { remember } from '@/lib/shelf';
import { moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { draftName, type Sent } from './answer';
import { decisionOf } from './choice';

const NO = /^(?:deny|reject|no\b|stop$)/i;

/** Who decided what, and when; and whether the agent knows. */
export function Decided({ message, sent }: { message: Message; sent: Sent | undefined }) {
  const me = useMe().data?.name;
  if (message.state === 'expired') return <p className="text-[13px] text-ink2">Nobody answered before the run ended. The agent waits for it no more.</p>;
  const said = message.answer ?? sent?.text ?? '';
  const who = message.answered_by ?? (sent === undefined ? null : (me ?? 'you'));
  const refused = message.kind !== 'question' && NO.test(said);
  return (
    <div className="rounded-lg border border-line bg-sunk px-3 py-2.5 flex gap-2.5" data-decided>
      <span className="mt-[3px]">
        <Glyph shape={refused ? 'cross' : 'tick'} ink={refused ? 'var(--bad)' : 'var(--ok)'} />
      </span>
      <div className="min-w-0">
        <p className="font-medium whitespace-pre-wrap [overflow-wrap:anywhere]">{decisionOf(message, said)}</p>
        <p className="mt-0.5 text-[12px] text-ink3">
          {who === null ? 'Answered' : who === 'system' ? 'Nobody answered in time' : `${nameOf(who)}${who === me ? ' (you)' : ''}`}
          {message.answered_at ? <time dateTime={message.answered_at}> · {moment(ms(message.answered_at))}</time> : null}
          {sent?.state === 'sending' ? ' · sending' : message.delivered_at ? ' · the agent has read it' : message.state === 'answered' ? ' · the agent has not read it yet' : ''}
        </p>
      </div>
    </div>
  );
}

/** Somebody else was quicker. What was written here is not lost: it can still go to the agent as a word. */
export function Beaten({ message, text }: { message: Message; text: string }) {
  const me = useMe().data?.name;
  const sending = useMutation({
    mutationFn: () => must(api.POST('/api/v1/tasks/{task_id}/messages', { params: { path: { task_id: message.task } }, body: { text } })),
    onSuccess: () => remember(draftName(message.id), null),
  });
  const chosen = message.choices.includes(text);
  return (
    <div role="status" className="rounded-lg border border-line2 px-3 py-2.5 grid gap-2">
      <p className="text-[13px] text-ink2">
        {message.answered_by === me ? 'You answered it elsewhere.' : message.answered_by ? `${nameOf(message.answered_by)} was quicker.` : 'Somebody was quicker.'} This was not sent:
      </p>
      <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p>
      {!chosen && !sending.isSuccess && (
        <div className="flex items-center gap-2">
          <Button kind="line" size="small" busy={sending.isPending} onClick={() => sending.mutate()}>
            Send it to the agent as a message
          </Button>
          {sending.error !== null && <span className="text-[12px] text-bad">{wordsOf(sending.error)}</span>}
        </div>
      )}
      {sending.isSuccess && <p className="text-[12px] text-ink3">Sent as a message.</p>}
    </div>
  );
}
