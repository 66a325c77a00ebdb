import { ArrowLeft } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { lookOfTask, NEEDS_YOU } from '@/api/eye';
import { nameOf } from '@/api/person';
import { wordsOf } from '@/api/problem';
import type { Card, Message } from '@/api/types';
import { useRuns, useTask } from '@/api/use';
import { useNow } from '@/lib/clock';
import { ago, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { Bones, Empty, PageHead, Pill, Trouble } from '@/ui/page';
import { Composer } from './composer';
import { Conversation } from './conversation';
import { type Talk, useCards, useConversations } from './use-conversations';

export interface ChatProps {
  task: number | null; // from the address
  onGo: (task: number | null) => void;
  renderAsk: (message: Message) => React.ReactNode;
}

export function Chat({ task, onGo, renderAsk }: ChatProps) {
  const { pages, talks } = useConversations();
  const cards = useCards(talks.map((one) => one.number));
  const shown = task ?? talks[0]?.number ?? null;
  return (
    <div className="h-full flex">
      <div className={`md:w-[340px] md:border-r border-line shrink-0 max-md:flex-1 min-w-0 flex flex-col ${task === null ? '' : 'max-md:hidden'}`}>
        <PageHead title="Chat" words="by task" />
        <nav aria-label="Conversations" className="flex-1 min-h-0 scroll border-t border-line">
          {pages.isPending && <Bones />}
          {pages.error !== null && <Trouble words={wordsOf(pages.error)} onRetry={() => void pages.refetch()} />}
          {pages.isSuccess && talks.length === 0 && <Empty title="No conversation yet">When an agent asks, or you write to a task, it appears here.</Empty>}
          <ul>
            {talks.map((one) => (
              <Row key={one.number} talk={one} card={cards.get(one.number)} here={one.number === shown} />
            ))}
          </ul>
          {pages.hasNextPage && (
            <div className="p-4">
              <Button kind="line" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                Older
              </Button>
            </div>
          )}
        </nav>
      </div>
      <div className={`flex-1 min-w-0 min-h-0 flex flex-col ${task === null ? 'max-md:hidden' : ''}`}>
        <h1 className="sr md:hidden">Chat</h1>
        {shown !== null && <Open key={shown} number={shown} onBack={() => onGo(null)} renderAsk={renderAsk} />}
      </div>
    </div>
  );
}

function Row({ talk, card, here }: { talk: Talk; card: Card | undefined; here: boolean }) {
  const now = useNow(10_000);
  const look = card === undefined ? lookOfTask('cancelled') : card.ask ? NEEDS_YOU : lookOfTask(card.status);
  return (
    <li className="border-b border-line">
      <Link to="/chat" search={{ task: String(talk.number) }} aria-current={here ? 'page' : undefined} className={`relative block pl-5 pr-4 py-2.5 ${here ? 'bg-sheet' : 'hover:bg-sunk'}`}>
        {here && <i className="absolute left-0 top-0 bottom-0 w-[3px]" style={{ background: look.ink }} />}
        <span className="flex items-center gap-2 text-[12px] text-ink3">
          <Glyph shape={look.shape} ink={look.ink} size={13} />
          <span className="sr">{look.words}</span>
          <span className="font-mono text-ink2">T-{talk.number}</span>
          <span className="ml-auto num">{ago(ms(talk.at), now)}</span>
        </span>
        <span className="block truncate font-medium">{card?.title ?? 'A task that is no longer there'}</span>
        <span className="block truncate text-[12.5px] text-ink2">
          {nameOf(talk.by)}: {talk.last}
        </span>
      </Link>
    </li>
  );
}

function Open({ number, onBack, renderAsk }: { number: number; onBack: () => void; renderAsk: (message: Message) => React.ReactNode }) {
  const task = useTask(number);
  const runs = useRuns(number).data;
  const back = (
    <Button size="icon" className="md:hidden -ml-2" aria-label="All conversations" onClick={onBack}>
      <ArrowLeft size={16} aria-hidden />
    </Button>
  );
  if (task.isPending) return <Bones />;
  if (task.error !== null) {
    return (
      <>
        <div className="px-4 pt-2">{back}</div>
        <Trouble words={wordsOf(task.error)} onRetry={() => void task.refetch()} />
      </>
    );
  }
  const look = lookOfTask(task.data.status, task.data.open_questions > 0);
  return (
    <>
      <header className="shrink-0 flex items-center gap-2 px-4 md:px-6 h-12 border-b border-line">
        {back}
        <h2 className="min-w-0 truncate">
          <Link to="/tasks/$number" params={{ number: String(number) }} className="hover:underline">
            <span className="font-mono text-[12px] text-ink3">T-{number}</span> <span className="font-medium">{task.data.title}</span>
          </Link>
        </h2>
        <span className="ml-auto">
          <Pill ink={look === NEEDS_YOU ? 'var(--hotink)' : look.ink} soft={look.soft}>
            <Glyph shape={look.shape} ink={look.ink} size={12} />
            {look.words}
          </Pill>
        </span>
      </header>
      <Conversation task={task.data} renderAsk={renderAsk} />
      <Composer task={task.data} run={runs?.find((one) => one.id === task.data.run)} />
    </>
  );
}
