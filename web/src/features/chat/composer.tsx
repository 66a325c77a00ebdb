import { useState } from 'react';
import type { Run, Task } from '@/api/types';
import { MOD, useKeys } from '@/lib/keys';
import { recall, remember } from '@/lib/shelf';
import { Button, Kbd } from '@/ui/button';
import { FRAME, Grow } from '@/ui/grow';
import { drop, type Letter, send, sendAgain, useLetters } from './outbox';
import { whenRead } from './when';

export interface ComposerProps {
  task: Task;
  run?: Run | null | undefined;
  keyed?: boolean; // M brings one here
}

/** Says what becomes of the words before they are sent; keeps them until the server has them. */
export function Composer({ task, run, keyed = true }: ComposerProps) {
  const { number } = task;
  return <Box key={number} task={task} run={run} keyed={keyed} />;
}

function Box({ task, run, keyed = true }: ComposerProps) {
  const { number } = task;
  const name = `draft.chat.${number}`;
  const [draft, setDraft] = useState(() => recall(name) ?? '');
  const letters = useLetters(number);
  const when = whenRead(task);
  const words = task.status === 'running' && run?.status === 'parked' ? 'It is parked. It reads this when it goes on.' : when.words;
  const id = `composer-${number}`;
  const change = (text: string) => {
    setDraft(text);
    remember(name, text === '' ? null : text);
  };
  const go = () => {
    const text = draft.trim();
    if (text === '') return;
    change('');
    void send(number, text, when.starts);
  };
  useKeys([{ keys: 'm', where: 'chat', words: 'Write to the agent', run: (event) => (event.preventDefault(), document.getElementById(id)?.focus()) }], { on: keyed });
  return (
    <div className="shrink-0 border-t border-line px-3 md:px-4 py-2.5 grid gap-2">
      {letters.map((one) => (
        <Unsent key={one.key} letter={one} onRetry={() => void sendAgain(number, one, when.starts)} onTake={() => (drop(number, one.key), change(draft === '' ? one.text : `${one.text}\n\n${draft}`))} />
      ))}
      <form
        className={FRAME}
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <Grow id={id} label={`Write to T-${number}`} placeholder={when.starts ? 'Say what should be different' : task.status === 'running' ? 'Steer the agent' : 'Write to the task'} value={draft} onChange={change} onSend={go} />
        <div className="flex items-center gap-2 pl-3 pr-2 pb-2">
          <p className="text-[12px] text-ink3 min-w-0">{words}</p>
          <Button kind={draft.trim() === '' ? 'line' : 'solid'} size="small" type="submit" className="ml-auto" disabled={draft.trim() === ''}>
            {when.starts ? 'Start a run' : 'Send'}
            <span className="max-md:hidden">
              <Kbd>{MOD} ↵</Kbd>
            </span>
          </Button>
        </div>
      </form>
    </div>
  );
}

function Unsent({ letter, onRetry, onTake }: { letter: Letter; onRetry: () => void; onTake: () => void }) {
  if (letter.trouble === null) {
    return (
      <p role="status" className="justify-self-end max-w-[80%] rounded-xl bg-sunk px-3 py-1.5 text-[13px] whitespace-pre-wrap [overflow-wrap:anywhere]">
        {letter.text} <span className="text-[12px] text-ink3">· sending</span>
      </p>
    );
  }
  return (
    <div role="alert" className="rounded-xl border border-bad bg-badsoft px-3 py-2 text-[13px]">
      <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{letter.text}</p>
      <div className="mt-1.5 flex flex-wrap items-center gap-2">
        <p className="text-[12px] text-bad mr-auto">Not sent: {letter.trouble}</p>
        <Button size="small" onClick={onTake}>
          Edit
        </Button>
        <Button kind="line" size="small" onClick={onRetry}>
          Retry
        </Button>
      </div>
    </div>
  );
}
