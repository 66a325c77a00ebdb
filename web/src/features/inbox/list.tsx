import { lookOfTask, NEEDS_YOU, PRIORITIES, PRIORITY_WORDS, reasonWords } from '@/api/eye';
import { nameOf } from '@/api/person';
import type { InboxItem } from '@/api/types';
import { useNow } from '@/lib/clock';
import { ago, moment, ms } from '@/lib/time';
import { Glyph, Level } from '@/ui/glyph';
import type { Sent } from './answer';
import { decisionOf } from './choice';

export const idOf = (item: InboxItem): string => item.message?.id ?? String(item.task.number);

const lookOf = ({ kind, message }: InboxItem) =>
  kind === 'failed' ? lookOfTask('failed') : kind === 'review' ? lookOfTask('review') : message?.state === 'open' ? NEEDS_YOU : lookOfTask('done');

export function wordsFor(item: InboxItem): string {
  if (item.kind === 'review') return item.task.title;
  if (item.kind === 'failed') return `${item.task.title}: ${reasonWords(item.reason) || 'failed'}`;
  return item.words;
}

export interface ListProps {
  items: readonly InboxItem[];
  chosen: string | null;
  sent: Readonly<Record<string, Sent>>;
  onChoose: (id: string) => void;
}

/** One tab stop: the arrows go through it, and what has the focus is shown. */
export function List({ items, chosen, sent, onChoose }: ListProps) {
  const now = useNow(10_000);
  const stop = items.some((one) => idOf(one) === chosen) ? chosen : items[0] === undefined ? null : idOf(items[0]);
  const move = (event: React.KeyboardEvent<HTMLButtonElement>) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    const rows = [...event.currentTarget.closest('ul')?.querySelectorAll<HTMLButtonElement>('button[data-item]') ?? []];
    const next = rows[rows.findIndex((row) => row === event.currentTarget) + by];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    if (matchMedia('(min-width: 768px)').matches) next.click();
  };
  return (
    <ul aria-label="Inbox">
      {items.map((item) => {
        const id = idOf(item);
        const here = id === chosen;
        const look = lookOf(item);
        return (
          <li key={id} className="relative border-b border-line">
            <button
              type="button"
              data-item={id}
              tabIndex={id === stop ? 0 : -1}
              aria-current={here || undefined}
              onClick={() => onChoose(id)}
              onKeyDown={move}
              className={`w-full text-left pl-4 md:pl-5 pr-4 py-3 grid grid-cols-[16px_1fr] gap-x-2.5 cursor-pointer ${here ? 'bg-sheet' : 'hover:bg-sunk'}`}
            >
              {here && <i className="absolute left-0 top-0 bottom-0 w-[3px]" style={{ background: look.ink }} />}
              <span className="pt-[3px]">
                <Glyph shape={look.shape} ink={look.ink} />
              </span>
              <span className="min-w-0">
                <span className="flex items-center gap-2 text-[12px] text-ink3">
                  <span className="font-mono text-ink2">T-{item.task.number}</span>
                  <span className="truncate">{item.agent === null ? item.task.project : `${item.agent}${item.worker === null ? '' : ` on ${item.worker}`}`}</span>
                  <span className="ml-auto num" title={moment(ms(item.at))}>
                    {ago(ms(item.at), now)}
                  </span>
                  <Level level={PRIORITIES.indexOf(item.task.priority)} label={`${PRIORITY_WORDS[item.task.priority]} priority`} />
                </span>
                <span className={`mt-0.5 line-clamp-2 [overflow-wrap:anywhere] ${item.kind === 'permission' ? 'font-mono text-[12.5px]' : 'font-medium'}`}>{wordsFor(item)}</span>
                {item.message?.state === 'answered' && (
                  <span className="block truncate text-[12.5px] text-ink2">
                    {nameOf(item.message.answered_by ?? '')}: {decisionOf(item.message, item.message.answer ?? '')}
                  </span>
                )}
                {(sent[id]?.state === 'refused' || sent[id]?.state === 'beaten') && <span className="block text-[12px] text-bad">Your answer was not sent</span>}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
