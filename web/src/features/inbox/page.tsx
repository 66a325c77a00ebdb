import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import type { InboxItem } from '@/api/types';
import { useFleet, useInbox } from '@/api/use';
import { useNow } from '@/lib/clock';
import { count, many } from '@/lib/number';
import { Button } from '@/ui/button';
import { Bones, Empty, Trouble } from '@/ui/page';
import { Tabs } from '@/ui/tabs';
import { isGone, useSent } from './answer';
import { Detail } from './detail';
import { bringBack, isPutOff, useLater } from './later';
import { idOf, List } from './list';

export const TABS = ['waiting', 'review', 'failed', 'answered'] as const;
export type Tab = (typeof TABS)[number];
export const isTab = (tab: string | undefined): tab is Tab => TABS.some((one) => one === tab);

export interface InboxPageProps {
  tab: Tab;
  item: string | null; // from the address; on a wide page the first one is shown without
  onGo: (tab: Tab, item: string | null) => void;
}

export function InboxPage({ tab, item, onGo }: InboxPageProps) {
  const inbox = useInbox(tab);
  const { items, off } = useShown(tab);
  const chosen = useChosen(tab, item, items);
  const sent = useSent();
  const counts = inbox.data?.counts;
  const ready = inbox.isSuccess && !inbox.isPlaceholderData;
  const next = () => {
    const place = items.findIndex((one) => idOf(one) === chosen?.id);
    const left = items.filter((one) => idOf(one) !== chosen?.id);
    const following = left[place < 0 || place >= left.length ? 0 : place];
    onGo(tab, following === undefined ? null : idOf(following));
  };
  const named = (name: string, n: number | undefined) => (n === undefined || n === 0 ? name : `${name} ${count(n)}`);
  return (
    <div className="h-full flex">
      <div className={`md:w-[384px] md:border-r border-line shrink-0 max-md:flex-1 min-w-0 flex flex-col ${item === null ? '' : 'max-md:hidden'}`}>
        <header className="px-4 md:px-5 pt-4 pb-1 flex items-baseline gap-2.5">
          <h1 className="font-serif text-[25px] leading-tight tracking-[-0.01em]">Inbox</h1>
          {counts !== undefined && <p className="text-[12.5px] text-ink2">{counts.waiting + counts.failed + counts.review === 0 ? 'nothing waits' : `${counts.waiting} blocking · ${counts.failed + counts.review} to look at`}</p>}
        </header>
        <div className="px-2 md:px-3 border-b border-line">
          <Tabs
            label="Inbox"
            chosen={tab}
            onChoose={(id) => isTab(id) && onGo(id, null)}
            tabs={[
              { id: 'waiting', words: named('Waiting', counts?.waiting) },
              { id: 'review', words: named('Review', counts?.review) },
              { id: 'failed', words: named('Failures', counts?.failed) },
              { id: 'answered', words: 'Answered' },
            ]}
          />
        </div>
        <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} className="flex-1 min-h-0 scroll">
          {!ready && inbox.error === null && <Bones rows={4} />}
          {inbox.error !== null && <Trouble words={wordsOf(inbox.error)} onRetry={() => void inbox.refetch()} />}
          {ready && <List items={items} chosen={chosen?.id ?? null} sent={sent} onChoose={(id) => onGo(tab, id)} />}
          {ready && items.length === 0 && <Nothing tab={tab} off={off.length} />}
          {ready && inbox.data.next !== null && inbox.data.next !== undefined && <p className="px-5 py-3 text-[12px] text-ink3">The first {inbox.data.items.length} are listed.</p>}
          {off.length > 0 && <PutOff items={off} />}
        </div>
      </div>
      <div className={`flex-1 min-w-0 min-h-0 flex flex-col ${item === null ? 'max-md:hidden' : ''}`}>
        <div className="md:hidden px-2 pt-2">
          <Button onClick={() => onGo(tab, null)}>
            <ArrowLeft size={15} aria-hidden />
            Inbox
          </Button>
        </div>
        <div className="flex-1 min-h-0">
          {chosen?.item !== undefined && <Detail key={chosen.id} item={chosen.item} onDone={next} />}
          {chosen !== null && chosen.item === undefined && ready && <Empty title="It no longer waits">It was answered, or its task has gone on. Answers stand under Answered.</Empty>}
        </div>
      </div>
    </div>
  );
}

/** What the tab holds, without what was answered here a moment ago, and apart what is put off. */
function useShown(tab: Tab): { items: InboxItem[]; off: InboxItem[] } {
  const inbox = useInbox(tab);
  const sent = useSent();
  const later = useLater();
  const now = useNow(10_000);
  const all = (inbox.isPlaceholderData ? [] : (inbox.data?.items ?? [])).filter((one) => tab !== 'waiting' || !isGone(sent[idOf(one)]));
  const hidden = (one: InboxItem) => tab === 'waiting' && isPutOff(later, idOf(one), now);
  return { items: all.filter((one) => !hidden(one)), off: all.filter(hidden) };
}

interface Chosen {
  id: string;
  item: InboxItem | undefined; // undefined: it is nowhere to be found
}

/** What is open stays open when somebody else answers it: the one that was read is not taken from under one's eyes. */
function useChosen(tab: Tab, wanted: string | null, items: readonly InboxItem[]): Chosen | null {
  const every = useInbox(tab).data?.items ?? [];
  const [read, setRead] = useState<{ tab: Tab; item: InboxItem } | null>(null);
  const held = read?.tab === tab ? read.item : undefined;
  const first = items[0];
  const id = wanted ?? (held !== undefined && isLeft(held, items) ? idOf(held) : first === undefined ? null : idOf(first));
  const listed = every.find((one) => idOf(one) === id) ?? (held !== undefined && idOf(held) === id ? held : undefined);
  const lost = id !== null && listed === undefined && tab === 'waiting';
  const answered = useAnswered(lost).find((one) => idOf(one) === id);
  const found = listed ?? answered;
  if (found !== undefined && found !== held) setRead({ tab, item: found });
  return id === null ? null : { id, item: found };
}

/** Nobody here has answered it, and yet it is no longer there. */
function isLeft(item: InboxItem, items: readonly InboxItem[]): boolean {
  const id = idOf(item);
  return item.message !== null && !items.some((one) => idOf(one) === id) && !isGone(useSent.getState()[id]) && !isPutOff(useLater.getState(), id, Date.now());
}

/** A link to a question leads to it also when it is long answered. */
function useAnswered(on: boolean): InboxItem[] {
  const found = useInbox(on ? 'answered' : 'waiting');
  return on && !found.isPlaceholderData ? (found.data?.items ?? []) : [];
}

function Nothing({ tab, off }: { tab: Tab; off: number }) {
  const fleet = useFleet().data;
  const busy = fleet?.workers.filter((one) => one.status === 'busy').length ?? 0;
  if (tab === 'answered') return <Empty title="Nothing is answered yet">Every answer stays here, with who gave it and when.</Empty>;
  if (tab === 'review') return <Empty title="Nothing to review">Work that agents hand in appears here.</Empty>;
  if (tab === 'failed') return <Empty title="Nothing has failed">A task that cannot go on by itself appears here, with its last error.</Empty>;
  return (
    <Empty title={off > 0 ? 'Nothing else waits on you' : 'Nothing waits on you'}>
      <p>{busy > 0 ? `${many(busy, 'agent')} working.` : 'Questions and approvals of agents appear here.'}</p>
    </Empty>
  );
}

function PutOff({ items }: { items: readonly InboxItem[] }) {
  return (
    <details className="px-5 py-3 text-[13px]">
      <summary className="text-ink3 cursor-pointer">{many(items.length, 'put off', 'put off')}, and still waiting</summary>
      <ul className="mt-1">
        {items.map((item) => (
          <li key={idOf(item)} className="flex items-center gap-2 py-1">
            <span className="min-w-0 truncate">
              <span className="font-mono text-[12px] text-ink3">T-{item.task.number}</span> {item.words}
            </span>
            <Button size="small" kind="line" className="ml-auto" aria-label={`Show T-${item.task.number} again`} onClick={() => bringBack(idOf(item))}>
              Show
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
