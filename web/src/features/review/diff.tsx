import { useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useRegistry } from '@/lib/keys';
import { DeedsOf, type Deeds } from './deeds';
import { type DraftStore, openNote, type Spot } from './draft';
import './diff.css';
import type { Hit } from './find';
import { lineIn, type Mover } from './list';
import { usePainter } from './painter';
import { lineAt, type RowOptions, rowsOf, type Shown, stops } from './rows';
import { Whole } from './whole';
import { Windowed } from './windowed';

const MOST_WHOLE = 2000; // lines; above, only what is near the eye is in the page

export interface Steps {
  file: (place: number) => void;
  step: (by: 1 | -1) => void; // to the next change
  line: (hit: Hit) => void; // shows it, and leaves the focus where it is
}

export interface DiffProps extends RowOptions {
  files: readonly Shown[];
  lines: number;
  viewed: ReadonlySet<string>;
  wrap: boolean;
  canNote: boolean;
  store: DraftStore;
  found: Hit | null; // the line that was looked for
  at: string | undefined; // the file to begin at
  onFold: (path: string) => void;
  onView: (path: string, on: boolean) => void;
  onTop: (place: number) => void; // another file is at the upper edge
  steps: React.Ref<Steps>;
}

/** The line that an event is about. */
function spotOf(target: EventTarget | null, files: readonly Shown[]): { file: number; at: number; spot: Spot } | null {
  const line = target instanceof Element ? target.closest<HTMLElement>('.diff-line[data-at]') : null;
  if (line === null) return null;
  const [file, at] = [Number(line.dataset['file']), Number(line.dataset['at'])];
  const found = lineAt(files[file], at);
  if (found === undefined) return null;
  const old = found.kind === '-';
  return { file, at, spot: { path: files[file]!.path, side: old ? 'old' : 'now', line: old ? found.old : found.now, quote: found.text } };
}

/** One listener for all lines: a click on a number, and keys on the line that has the focus. */
export function Diff({ files, lines, viewed, wrap, canNote, store, found, at, split, folded, noted, onFold, onView, onTop, steps }: DiffProps) {
  const [box, setBox] = useState<HTMLDivElement | null>(null); // the rows come when there is what scrolls them
  const mover = useRef<Mover>(null);
  const cursor = useRef({ file: 0, at: -1 });
  const painter = usePainter(files);
  const rows = useMemo(() => files.map((file, place) => rowsOf(file, place, { split, folded, noted })), [files, split, folded, noted]);
  const newest = useRef({ onFold, onView });
  useEffect(() => {
    newest.current = { onFold, onView };
  });
  const deeds = useMemo<Deeds>(
    () => ({
      store,
      canNote,
      fold: (path) => newest.current.onFold(path),
      view: (path, on) => newest.current.onView(path, on),
      noteFile: (path) => openNote(store, { path, side: 'now', line: null, quote: '' }),
      leaveNote: () => {
        const { file, at } = cursor.current;
        if (at >= 0) requestAnimationFrame(() => box && lineIn(box, file, at)?.focus({ preventScroll: true }));
      },
    }),
    [store, canNote, box],
  );
  const toLine = (file: number, at: number) => {
    cursor.current = { file, at };
    mover.current?.toLine(file, at, true);
  };
  useImperativeHandle(steps, () => ({
    file: (place) => {
      cursor.current = { file: place, at: -1 };
      mover.current?.toFile(place);
    },
    line: ({ file, at }) => {
      cursor.current = { file, at };
      mover.current?.toLine(file, at, false);
    },
    step: (by) => {
      const { file, at } = cursor.current;
      const all = stops(files, folded);
      const isAfter = (one: { file: number; at: number }) => one.file > file || (one.file === file && one.at > at);
      const isBefore = (one: { file: number; at: number }) => one.file < file || (one.file === file && one.at < at);
      const next = by === 1 ? all.find(isAfter) : all.findLast(isBefore);
      if (next !== undefined) toLine(next.file, next.at);
    },
  }));
  useEffect(() => {
    if (box === null) return;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => performance.mark('diff-painted'));
    });
    return () => cancelAnimationFrame(frame);
  }, [files, box]);
  const began = useRef<string>(undefined);
  useEffect(() => {
    if (box === null || at === undefined || at === began.current) return;
    began.current = at;
    const place = files.findIndex((file) => file.path === at);
    if (place >= 0) mover.current?.toFile(place);
  }, [at, files, box]);
  const note = (found: { file: number; at: number; spot: Spot }) => {
    cursor.current = { file: found.file, at: found.at };
    openNote(store, found.spot);
  };
  const onClick = (event: React.MouseEvent) => {
    const onNumber = event.target instanceof Element && event.target.classList.contains('diff-line');
    const found = onNumber && canNote ? spotOf(event.target, files) : null;
    if (found !== null) note(found);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const found = event.target instanceof Element && event.target.classList.contains('diff-line') ? spotOf(event.target, files) : null;
    if (found === null) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      if (lineAt(files[found.file], found.at + by) !== undefined) toLine(found.file, found.at + by);
    } else if (event.key === 'c' && canNote && useRegistry.getState().letters) {
      event.preventDefault(); // or a new task would be made
      note(found);
    }
  };
  const onFocus = (event: React.FocusEvent) => {
    const found = spotOf(event.target, files);
    if (found !== null) cursor.current = { file: found.file, at: found.at };
  };
  const frame = useRef(0);
  const onScroll = () => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => onTop(mover.current?.top() ?? 0));
  };
  const List = lines > MOST_WHOLE ? Windowed : Whole;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- heard here for all lines; keys do the same
    <div ref={setBox} role="region" aria-label="Changed lines" tabIndex={0} data-wrap={wrap || split} className="diff scroll relative flex-1 min-h-0 min-w-0" onClick={onClick} onKeyDown={onKeyDown} onFocus={onFocus} onScroll={onScroll}>
      <div className="diff-sheet">
        <DeedsOf value={deeds}>
          {box !== null && <List files={files} rows={rows} folded={folded} viewed={viewed} painter={painter} box={box} found={found} measured={wrap || split} mover={mover} />}
        </DeedsOf>
      </div>
    </div>
  );
}

