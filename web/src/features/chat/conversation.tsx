import { useLayoutEffect, useRef } from 'react';
import { wordsOf } from '@/api/problem';
import type { Message, Run, Task } from '@/api/types';
import { useMe, useMessages, useRuns } from '@/api/use';
import { moment, ms } from '@/lib/time';
import { Bones, Empty, Trouble } from '@/ui/page';
import { Begun, Bubble } from './bubble';

const NEAR = 120; // pixels from the end at which the newest is followed
const HOUR = 3_600_000;

export interface ConversationProps {
  task: Task;
  renderAsk: (message: Message) => React.ReactNode; // a question, with its answer
}

/** All that was said about a task, oldest first; an answer stands with its question. Who shows it puts a composer below. */
export function Conversation({ task, renderAsk }: ConversationProps) {
  const messages = useMessages(task.number);
  const runs = useRuns(task.number).data;
  const me = useMe().data?.name;
  const box = useRef<HTMLDivElement>(null);
  const near = useRef(true);
  const items = inOrder(messages.data ?? [], runs ?? []);
  const last = items[items.length - 1]?.id;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const stay = () => {
      if (near.current) element.scrollTop = element.scrollHeight;
    };
    stay();
    const sizes = new ResizeObserver(stay); // a card that learns more grows
    for (const child of element.children) sizes.observe(child);
    return () => sizes.disconnect();
  }, [last, messages.isSuccess, task.number]);
  return (
    <div className="flex-1 min-h-0 flex flex-col">
      <div
        ref={box}
        onScroll={({ currentTarget: at }) => {
          near.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR;
        }}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`Conversation of T-${task.number}`}
        className="flex-1 min-h-0 scroll"
      >
        {messages.isPending && <Bones rows={4} />}
        {messages.error !== null && <Trouble words={wordsOf(messages.error)} onRetry={() => void messages.refetch()} />}
        {messages.isSuccess && items.length === 0 && <Empty title="Nothing has been said">What you write to the agent and what it asks of you stands here.</Empty>}
        <ol className="px-4 md:px-6 py-4 grid gap-3 max-w-[860px] mx-auto">
          {items.map((item, place) => (
            <Item key={item.id} item={item} before={items[place - 1]} me={me} renderAsk={renderAsk} />
          ))}
        </ol>
      </div>
    </div>
  );
}

/** What is said, and the words that a later run was begun with: they are no messages, but somebody wrote them. */
interface Part {
  id: string;
  at: string;
  said: Message | Run;
}

const isRun = (said: Message | Run): said is Run => 'prompt_extra' in said;
const REPEATED = 'You asked: '; // an answer that a parked run was given: it stands with its question

export function inOrder(messages: readonly Message[], runs: readonly Run[]): Part[] {
  const byNumber = runs.toSorted((a, b) => a.number - b.number);
  const isNew = ({ prompt_extra: words }: Run, place: number) => words !== '' && !words.startsWith(REPEATED) && words !== byNumber[place - 1]?.prompt_extra; // a retry carries them on
  const begun = byNumber.filter(isNew).map((said) => ({ id: said.id, at: said.queued_at, said }));
  return [...messages.map((said) => ({ id: said.id, at: said.at, said })), ...begun].toSorted((a, b) => ms(a.at) - ms(b.at));
}

interface ItemProps {
  item: Part;
  before: Part | undefined;
  me: string | undefined;
  renderAsk: (message: Message) => React.ReactNode;
}

function Item({ item: { at, said }, before, me, renderAsk }: ItemProps) {
  const pause = before === undefined || ms(at) - ms(before.at) > HOUR;
  return (
    <>
      {pause && <li className="text-center text-[12px] text-ink3 num">{moment(ms(at))}</li>}
      {isRun(said) ? <Begun run={said} /> : isAsk(said) ? <li className="w-full max-w-[72ch]">{renderAsk(said)}</li> : <Bubble message={said} mine={said.author === me} />}
    </>
  );
}

const isAsk = ({ kind }: Message): boolean => kind === 'question' || kind === 'permission' || kind === 'budget';
