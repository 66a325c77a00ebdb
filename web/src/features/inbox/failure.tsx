import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Act, may, perform } from '@/api/act';
import { lookOfTask, reasonWords } from '@/api/eye';
import { api, must } from '@/api/http';
import { wordsOf } from '@/api/problem';
import type { InboxItem } from '@/api/types';
import { recall, remember } from '@/lib/shelf';
import { MOD } from '@/lib/keys';
import { Button, Kbd } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Glyph } from '@/ui/glyph';
import { FRAME, Grow } from '@/ui/grow';
import { Trouble } from '@/ui/page';
import { useContext } from './context';
import { DidList, TranscriptLink } from './did';

type Deed = { act: Act } | { words: string };

function useDeed(number: number, onDone: () => void) {
  return useMutation({
    mutationFn: (deed: Deed) =>
      'act' in deed ? perform(number, deed.act) : must(api.POST('/api/v1/tasks/{task_id}/continue', { params: { path: { task_id: String(number) } }, body: { text: deed.words } })),
    onSuccess: (_task, deed) => {
      if ('words' in deed) remember(`draft.continue.${number}`, null);
      onDone();
    },
  });
}

/** A task that has failed for good: why, and the ways on. */
export function Failure({ item, head, onDone }: { item: InboxItem; head: React.ReactNode; onDone: () => void }) {
  const { number, status } = item.task;
  const { did } = useContext(item.run, null);
  const deed = useDeed(number, onDone);
  const name = `draft.continue.${number}`;
  const [words, setWords] = useState(() => recall(name) ?? '');
  const [resetting, setResetting] = useState(false);
  const look = lookOfTask('failed');
  const go = () => words.trim() !== '' && deed.mutate({ words: words.trim() });
  const last = did.findLast((one) => one.bad);
  return (
    <section aria-label="Failure" className="h-full min-h-0 flex flex-col">
      <div className="flex-1 min-h-0 scroll">
        <div className="max-w-[700px] mx-auto px-4 md:px-6 py-5 md:py-7 grid gap-4">
          {head}
          <p className="flex items-center gap-1.5 text-[12.5px] font-semibold text-bad">
            <Glyph shape={look.shape} ink={look.ink} />
            Failed
          </p>
          <h2 className="font-serif text-[25px] leading-[1.25] first-letter:uppercase text-balance">{reasonWords(item.reason) || 'It failed'}</h2>
          {item.words !== '' && <p className="text-ink2 whitespace-pre-wrap [overflow-wrap:anywhere]">{item.words}</p>}
          {last !== undefined && last.text !== item.words && (
            <pre tabIndex={0} aria-label="The last error" className="font-mono text-[12.5px] whitespace-pre-wrap [overflow-wrap:anywhere] rounded-lg border border-bad bg-badsoft px-3 py-2.5 max-h-60 scroll">
              {last.text}
            </pre>
          )}
          {deed.error !== null && (
            <div className="-m-4 md:-m-6">
              <Trouble words={wordsOf(deed.error)} onRetry={() => deed.variables !== undefined && deed.mutate(deed.variables)} />
            </div>
          )}
          <div className="flex flex-wrap gap-2">
            {may('retry', status) && (
              <Button kind="solid" busy={deed.isPending} onClick={() => deed.mutate({ act: 'retry' })}>
                Retry
              </Button>
            )}
            {may('reset', status) && (
              <Button kind="line" busy={deed.isPending} onClick={() => setResetting(true)}>
                Reset…
              </Button>
            )}
          </div>
          <DidList did={did} title="What it did last" link={<TranscriptLink item={item} />} />
        </div>
      </div>
      <form
        className="shrink-0 border-t border-line"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <div className="max-w-[700px] mx-auto px-4 md:px-6 py-3 md:py-4">
          <div className={FRAME}>
            <Grow
              label="Continue with words"
              placeholder="Say what to do differently. A new run starts with these words, in the same workspace."
              value={words}
              onChange={(text) => {
                setWords(text);
                remember(name, text === '' ? null : text);
              }}
              onSend={go}
              rows={2}
            />
            <div className="flex justify-end px-2 pb-2">
              <Button kind="solid" type="submit" busy={deed.isPending} disabled={words.trim() === ''}>
                Continue
                <span className="max-md:hidden">
                  <Kbd>{MOD} ↵</Kbd>
                </span>
              </Button>
            </div>
          </div>
        </div>
      </form>
      <Dialog open={resetting} onClose={() => setResetting(false)} title={`Reset T-${number}?`} words="It goes back to the backlog as if it had never run. Its workspace goes; what is in it is kept under a ref of the repository.">
        <div className="flex justify-end gap-2">
          <Button onClick={() => setResetting(false)}>Cancel</Button>
          <Button
            kind="bad"
            onClick={() => {
              setResetting(false);
              deed.mutate({ act: 'reset' });
            }}
          >
            Reset
          </Button>
        </div>
      </Dialog>
    </section>
  );
}
