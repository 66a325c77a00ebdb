import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { MOD } from '@/lib/keys';
import { Button, Kbd } from '@/ui/button';
import { Area } from '@/ui/field';
import { useDeeds } from './deeds';
import { dropNote, openNote, shutNote, type Spot, writeNote } from './draft';

export function placeOf({ path, side, line }: Spot): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (line === null) return name;
  return side === 'old' ? `${name}, removed line ${line}` : `${name}, line ${line}`;
}

/** A note of the draft: it is written, or it stands there until the review is sent. */
export function NoteRow({ id }: { id: string }) {
  const { store } = useDeeds();
  const isOpen = useStore(store, (draft) => draft.open.has(id));
  return (
    <div className="diff-bar font-sans text-[13px] leading-normal px-3 md:pl-[88px] py-2 border-y border-line bg-sheet">
      <div className="max-w-[680px] rounded-xl border border-line2 p-2.5">{isOpen ? <Writing id={id} /> : <Standing id={id} />}</div>
    </div>
  );
}

function Writing({ id }: { id: string }) {
  const { store, leaveNote } = useDeeds();
  const note = useStore(store, (draft) => draft.notes[id]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('textarea')?.focus(), []);
  if (note === undefined) return null;
  const add = () => {
    shutNote(store, id);
    leaveNote(id);
  };
  const drop = () => {
    dropNote(store, id);
    leaveNote(id);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const sends = event.key === 'Enter' && (event.metaKey || event.ctrlKey);
    if (!sends && event.key !== 'Escape') return;
    event.preventDefault();
    add(); // an empty one goes; words are never thrown away by a key
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={box} onKeyDown={onKeyDown}>
      <Area label={`Note on ${placeOf(note)}`} rows={3} value={note.text} placeholder="What should be different here?" onChange={(event) => writeNote(store, id, event.target.value)} />
      <div className="mt-2 flex items-center gap-1.5">
        <Button kind="line" size="small" onClick={add} disabled={note.text.trim() === ''}>
          Add to review <Kbd>{MOD} ↵</Kbd>
        </Button>
        <Button size="small" onClick={drop}>
          {note.text.trim() === '' ? 'Cancel' : 'Remove'}
        </Button>
      </div>
    </div>
  );
}

function Standing({ id }: { id: string }) {
  const { store, canNote } = useDeeds();
  const note = useStore(store, (draft) => draft.notes[id]);
  if (note === undefined) return null;
  return (
    <div className="flex items-start gap-2">
      <p className="flex-1 min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
        <span className="block text-[12px] text-ink3">Your note, not sent yet</span>
        {note.text}
      </p>
      {canNote && (
        <>
          <Button size="small" onClick={() => openNote(store, note)} aria-label={`Edit the note on ${placeOf(note)}`}>
            Edit
          </Button>
          <Button size="small" onClick={() => dropNote(store, id)} aria-label={`Remove the note on ${placeOf(note)}`}>
            Remove
          </Button>
        </>
      )}
    </div>
  );
}
