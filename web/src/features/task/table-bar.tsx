import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { PRIORITIES, PRIORITY_WORDS } from '@/api/eye';
import { wordsOf } from '@/api/problem';
import type { Task } from '@/api/types';
import { many } from '@/lib/number';
import { say } from '@/lib/say';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Menu } from '@/ui/menu';
import { Trouble } from '@/ui/page';
import { type BulkAct, type Deed, DEED_WORDS, inBulk, type Outcome, WARNINGS } from './table-bulk';
import { TYPES } from './table-data';

const ACTS: readonly BulkAct[] = ['enqueue', 'park', 'retry', 'reset', 'cancel', 'delete'];

/** What can be done to all that are selected, and what became of it. */
export function BulkBar({ tasks, onDone, onClear }: { tasks: readonly Task[]; onDone: (refused: readonly Task[]) => void; onClear: () => void }) {
  const [asked, setAsked] = useState<BulkAct | null>(null);
  const doing = useMutation({
    mutationFn: ({ some, deed }: { some: readonly Task[]; deed: Deed }) => inBulk(some, deed),
    onSuccess: ({ deed, done, refused }) => {
      say(refused.length === 0 ? `${many(done, 'task')} done` : `${done} done, ${refused.length} refused`);
      if (refused.length > 0 || deed.act !== 'change') onDone(refused.map((one) => one.task)); // who was changed may be changed once more
    },
  });
  const start = (deed: Deed) => doing.mutate({ some: tasks, deed });
  const change = (part: Extract<Deed, { act: 'change' }>['change']) => start({ act: 'change', change: part });
  const warning = asked === null ? undefined : WARNINGS[asked];
  return (
    <>
      {doing.error !== null && <Trouble words={wordsOf(doing.error)} {...(doing.variables === undefined ? {} : { onRetry: () => doing.variables !== undefined && doing.mutate(doing.variables) })} />}
      {doing.data !== undefined && doing.data.refused.length > 0 && <Refused outcome={doing.data} onRetry={(some) => doing.mutate({ some, deed: doing.data.deed })} onClose={() => doing.reset()} />}
      {tasks.length > 0 && (
        <div role="toolbar" aria-label="Selected tasks" className="mx-4 md:mx-6 mb-2 rounded-xl border border-line2 bg-sheet px-3 h-11 shrink-0 flex items-center gap-1 overflow-x-auto text-[13px]">
          <span className="font-medium whitespace-nowrap mr-2">{tasks.length} selected</span>
          {ACTS.map((act) => (
            <Button key={act} size="small" busy={doing.isPending} onClick={() => (WARNINGS[act] === undefined ? start({ act }) : setAsked(act))}>
              {DEED_WORDS[act]}
            </Button>
          ))}
          <Menu label="Priority" items={[PRIORITIES.map((priority) => ({ words: PRIORITY_WORDS[priority], run: () => change({ priority }) }))]}>
            <Button size="small" busy={doing.isPending}>
              Priority
            </Button>
          </Menu>
          <Menu label="Type" items={[TYPES.map((task_type) => ({ words: task_type, run: () => change({ task_type }) }))]}>
            <Button size="small" busy={doing.isPending}>
              Type
            </Button>
          </Menu>
          <span className="flex-1" />
          <Button size="small" onClick={onClear}>
            Clear
          </Button>
        </div>
      )}
      {asked !== null && warning !== undefined && (
        <Dialog open onClose={() => setAsked(null)} title={`${warning.title} ${many(tasks.length, 'task')}?`} words={warning.words}>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setAsked(null)} data-autofocus>
              Leave them
            </Button>
            <Button
              kind="bad"
              onClick={() => {
                setAsked(null);
                start({ act: asked });
              }}
            >
              {warning.yes}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

const SHOWN = 5; // refusals in words; the others are counted

function Refused({ outcome, onRetry, onClose }: { outcome: Outcome; onRetry: (some: readonly Task[]) => void; onClose: () => void }) {
  const { refused, done } = outcome;
  return (
    <div role="alert" className="mx-4 md:mx-6 mb-2 rounded-xl border border-bad bg-badsoft px-4 py-2.5 text-[13px]">
      <p className="font-medium">
        {refused.length} of {refused.length + done} stayed as they were
      </p>
      <ul>
        {refused.slice(0, SHOWN).map(({ task, words }) => (
          <li key={task.id}>
            <span className="font-mono text-[12px]">T-{task.number}</span> {words}
          </li>
        ))}
      </ul>
      {refused.length > SHOWN && <p>and {refused.length - SHOWN} more</p>}
      <div className="mt-2 flex gap-2">
        <Button kind="line" size="small" onClick={() => onRetry(refused.map((one) => one.task))}>
          Retry
        </Button>
        <Button size="small" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}
