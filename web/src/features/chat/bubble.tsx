import { nameOf } from '@/api/person';
import type { Message, Run } from '@/api/types';
import { useNow } from '@/lib/clock';
import { ago, moment, ms } from '@/lib/time';
import { Markdown } from '@/ui/markdown';

export type Side = 'agent' | 'human' | 'system';

export const sideOf = (author: string): Side => (author.startsWith('agent:') || author.startsWith('run:') ? 'agent' : author === 'system' ? 'system' : 'human');

const KINDS: Partial<Record<Message['kind'], string>> = { summary: 'summary', status: 'progress', error: 'error', note: 'note, for people only' };

export function Bubble({ message, mine }: { message: Message; mine: boolean }) {
  const side = sideOf(message.author);
  const now = useNow(10_000);
  const kind = KINDS[message.kind];
  const read = message.kind === 'comment' && message.run !== null ? (message.delivered_at ? 'read' : 'not read yet') : undefined;
  if (side === 'system') {
    return (
      <li className="text-center text-[12.5px] text-ink3 [overflow-wrap:anywhere]">
        {message.text} · <time dateTime={message.at}>{ago(ms(message.at), now)}</time>
      </li>
    );
  }
  return (
    <li className={`max-w-[min(86%,72ch)] ${side === 'human' ? 'justify-self-end' : 'justify-self-start'}`}>
      <p className={`text-[11.5px] text-ink3 mb-0.5 ${side === 'human' ? 'text-right' : ''}`}>
        {mine ? 'You' : nameOf(message.author)} · <time dateTime={message.at} title={moment(ms(message.at))}>{ago(ms(message.at), now)}</time>
        {kind !== undefined && ` · ${kind}`}
        {read !== undefined && ` · ${read}`}
      </p>
      <div className={`rounded-xl border px-3 py-2 [overflow-wrap:anywhere] ${side === 'human' ? 'bg-sunk border-line' : message.kind === 'error' ? 'bg-badsoft border-bad' : 'bg-sheet border-line'}`}>
        {side === 'agent' ? <Markdown text={message.text} /> : <p className="whitespace-pre-wrap">{message.text}</p>}
      </div>
    </li>
  );
}

/** The words of a person that began another run. */
export function Begun({ run }: { run: Run }) {
  const now = useNow(10_000);
  return (
    <li className="max-w-[min(86%,72ch)] justify-self-end">
      <p className="text-[11.5px] text-ink3 mb-0.5 text-right">
        Run {run.number} began with this · <time dateTime={run.queued_at} title={moment(ms(run.queued_at))}>{ago(ms(run.queued_at), now)}</time>
      </p>
      <p className="rounded-xl border border-line bg-sunk px-3 py-2 whitespace-pre-wrap [overflow-wrap:anywhere]">{run.prompt_extra}</p>
    </li>
  );
}
