import { Link } from '@tanstack/react-router';
import { PRIORITIES, PRIORITY_WORDS } from '@/api/eye';
import type { InboxItem, Message } from '@/api/types';
import { useMessage } from '@/api/use';
import { useKeys } from '@/lib/keys';
import { Button, Kbd } from '@/ui/button';
import { Level } from '@/ui/glyph';
import { Menu } from '@/ui/menu';
import { AskCard } from './ask-card';
import { useContext } from './context';
import { DidList, TranscriptLink } from './did';
import { Failure } from './failure';
import { putOff, type Wait, WAITS } from './later';
import { ReviewReady } from './ready';

export interface DetailProps {
  item: InboxItem;
  onDone: () => void; // to the next
}

export function Detail({ item, onDone }: DetailProps) {
  if (item.kind === 'failed') return <Failure item={item} head={<Of item={item} />} onDone={onDone} />;
  if (item.kind === 'review') return <ReviewReady item={item} head={<Of item={item} />} />;
  return item.message === null ? null : <Asked item={item} message={item.message} onDone={onDone} />;
}

/** What is read is the conversation's own message, so that another's answer shows while this one is open. */
function Asked({ item, message, onDone }: DetailProps & { message: Message }) {
  const newest = useMessage(item.task.number, message.id) ?? message;
  const { did } = useContext(item.run, newest);
  const off = (wait: Wait) => {
    putOff(message.id, wait, Date.now());
    onDone();
  };
  return (
    <AskCard
      message={newest}
      where="inbox"
      head={<Of item={item} />}
      below={<DidList did={did} title="What it was doing" link={<TranscriptLink item={item} />} />}
      later={newest.state === 'open' ? <Later onChoose={off} /> : undefined}
      onSent={onDone}
    />
  );
}

/** S puts it off for an hour; the button offers the other spans. */
function Later({ onChoose }: { onChoose: (wait: Wait) => void }) {
  useKeys([{ keys: 's', where: 'question', words: 'Later: in an hour', run: (event) => !event.repeat && onChoose('hour') }]);
  return (
    <Menu label="Later" align="end" items={[WAITS.map(({ wait, words }) => ({ words, run: () => onChoose(wait), ...(wait === 'hour' ? { hint: 'S' } : {}) }))]}>
      <Button>
        Later
        <span className="max-md:hidden">
          <Kbd>S</Kbd>
        </span>
      </Button>
    </Menu>
  );
}

function Of({ item }: { item: InboxItem }) {
  const { task } = item;
  return (
    <p className="flex items-center gap-2 text-[13px] text-ink2 min-w-0">
      <Level level={PRIORITIES.indexOf(task.priority)} label={`${PRIORITY_WORDS[task.priority]} priority`} />
      <Link to="/tasks/$number" params={{ number: String(task.number) }} className="min-w-0 truncate hover:underline">
        <span className="font-mono text-[12.5px] text-ink3">T-{task.number}</span> {task.title}
      </Link>
      <span className="ml-auto text-[12px] text-ink3 whitespace-nowrap">{task.project}</span>
    </p>
  );
}
