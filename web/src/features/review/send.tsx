import { useStore } from 'zustand';
import { wordsOf } from '@/api/problem';
import type { Task } from '@/api/types';
import { MOD, useKeys } from '@/lib/keys';
import { note } from '@/lib/note';
import { many } from '@/lib/number';
import { Button, Kbd } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Area } from '@/ui/field';
import { Trouble } from '@/ui/page';
import { useRequestChanges } from './data';
import { clearDraft, type DraftStore, dropNote, keyOfSpot, remarksOf, written } from './draft';
import { placeOf } from './note';

/** The draft becomes the agent's next turn. It stays here until the server has taken it. */
export function Send({ task, store, onClose }: { task: Task; store: DraftStore; onClose: () => void }) {
  const draft = useStore(store);
  const notes = written(draft);
  const sending = useRequestChanges(task, () => {
    clearDraft(store);
    note({ words: `Your review of T-${task.number} is sent. The agent takes it up next.` });
    onClose();
  });
  const isEmpty = notes.length === 0 && draft.text.trim() === '';
  const send = () => {
    if (!isEmpty && !sending.isPending) sending.mutate({ text: draft.text.trim(), remarks: remarksOf(draft) });
  };
  useKeys([{ keys: '$mod+Enter', where: 'review', words: 'Submit', run: send }], { inDialog: true });
  return (
    <Dialog open onClose={onClose} title="Request changes" words="The agent reads this as its next turn, with the lines that you quoted." wide>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Area label="In short" hint="Optional when there are notes." rows={3} data-autofocus value={draft.text} onChange={(event) => store.setState({ text: event.target.value })} />
        {notes.length > 0 && (
          <ul aria-label="Notes" className="grid gap-2">
            {notes.map((one) => (
              <li key={keyOfSpot(one)} className="rounded-lg border border-line p-2.5 flex items-start gap-2 text-[13px]">
                <div className="flex-1 min-w-0">
                  <p className="font-mono text-[12px] text-ink2 [overflow-wrap:anywhere]" title={one.path}>
                    {placeOf(one)}
                  </p>
                  {one.quote.trim() !== '' && <code className="block truncate font-mono text-[12px] text-ink3 border-l-2 border-line2 pl-2 my-1">{one.quote.trim()}</code>}
                  <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{one.text}</p>
                </div>
                <Button size="small" onClick={() => dropNote(store, keyOfSpot(one))} aria-label={`Remove the note on ${placeOf(one)}`}>
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )}
        {sending.error !== null && <Trouble words={wordsOf(sending.error)} onRetry={send} />}
        <div className="flex flex-wrap items-center justify-end gap-2">
          <span className="mr-auto text-[12.5px] text-ink3">{isEmpty ? 'Say what should change, here or on a line.' : many(notes.length, 'note')}</span>
          <Button kind="solid" type="submit" busy={sending.isPending} disabled={isEmpty}>
            Send to the agent <Kbd>{MOD} ↵</Kbd>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
