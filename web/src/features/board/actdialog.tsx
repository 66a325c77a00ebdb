import { useState } from 'react';
import { many } from '@/lib/number';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Area } from '@/ui/field';
import { perform } from './deed';
import { close } from './desk';
import { focusCard } from './focus';
import { nameOf } from './model';
import type { Act } from './rule';
import { cardOf } from './store';

interface Asked {
  title: (who: string) => string;
  words: string;
  yes: string;
  bad?: boolean;
  text?: string; // what is asked for in words
  or?: { act: Act; words: string };
}

const ASKED: Partial<Record<Act, Asked>> = {
  cancel: { title: (who) => `Cancel ${who}?`, words: 'What an agent is doing stops at its next step. The branch is kept.', yes: 'Cancel it', bad: true },
  reset: { title: (who) => `Start ${who} over?`, words: 'Its workspace goes, and the task is back in the backlog. What was done is kept under a ref.', yes: 'Start over', bad: true },
  approve: { title: (who) => `Approve ${who}?`, words: 'Its work is merged into the branch of its project.', yes: 'Approve and merge', or: { act: 'accept', words: 'Accept without a merge' } },
  accept: { title: (who) => `Accept ${who} without a merge?`, words: 'It counts as done, and nothing is merged.', yes: 'Accept' },
  'request-changes': { title: (who) => `Send ${who} back?`, words: 'It is queued again, and the agent reads this first.', yes: 'Request changes', text: 'What should be different?' },
  continue: { title: (who) => `Go on with ${who}?`, words: 'It is queued again, in the same conversation where there was one.', yes: 'Queue it', text: 'What is left to do?' },
};

/** Asked before what cannot simply be put back, or what an agent must be told in words. */
export function ActDialog({ act, numbers }: { act: Act; numbers: readonly number[] }) {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const asked = ASKED[act];
  const [first] = numbers;
  if (asked === undefined || first === undefined) return null;
  const leave = () => {
    close();
    focusCard(first);
  };
  const send = (what: Act) => {
    setTried(true);
    if (asked.text !== undefined && text.trim() === '') return;
    close();
    perform(numbers, what, asked.text === undefined ? undefined : text.trim());
    focusCard(first);
  };
  const who = numbers.length === 1 ? nameOf(first) : many(numbers.length, 'task');
  return (
    <Dialog open onClose={leave} title={asked.title(who)} words={asked.words}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          send(act);
        }}
      >
        {numbers.length === 1 && <p className="text-[13.5px]">{cardOf(first)?.title}</p>}
        {asked.text !== undefined && <Area label={asked.text} rows={4} value={text} data-autofocus onChange={(event) => setText(event.target.value)} error={tried && text.trim() === '' ? 'Say it in a sentence.' : null} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={leave} {...(asked.bad ? { 'data-autofocus': true } : {})}>
            Leave it
          </Button>
          {asked.or !== undefined && (
            <Button kind="line" onClick={() => asked.or !== undefined && send(asked.or.act)}>
              {asked.or.words}
            </Button>
          )}
          <Button kind={asked.bad ? 'bad' : 'solid'} type="submit" {...(asked.bad || asked.text !== undefined ? {} : { 'data-autofocus': true })}>
            {asked.yes}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
