import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Project, Run, Task } from '@/api/types';
import { useKeys } from '@/lib/keys';
import { useMedia } from '@/lib/media';
import { recall, remember } from '@/lib/shelf';
import { Approve } from './approve';
import { Bar } from './bar';
import { Diff, type Steps } from './diff';
import { useDraftStore, written } from './draft';
import { Earlier } from './earlier';
import { FilePicker, Files } from './files';
import { Find, type Hit } from './find';
import type { Shown } from './rows';
import { Send } from './send';
import { useViewed } from './viewed';

export interface SheetProps {
  task: Task;
  head: string;
  shown: { files: readonly Shown[]; lines: number };
  project: Project | undefined;
  runs: readonly Run[];
  left: readonly Run[]; // runs that left a commit
  run: string | null;
  onRun: (run: string | null) => void;
  at: string | undefined;
  onFile: ((path: string) => void) | undefined;
  active: boolean;
}

/** What this browser prefers; null where it was never said. */
function usePreference(name: string, standard: boolean): [boolean, (on: boolean) => void] {
  const [value, setValue] = useState(() => recall(name));
  const set = (on: boolean) => {
    remember(name, on ? 'on' : 'off');
    setValue(on ? 'on' : 'off');
  };
  return [value === null ? standard : value === 'on', set];
}

/** The files, their lines, and the draft of a review. One for each commit. */
export function Sheet({ task, head, shown: { files, lines }, project, runs, left, run, onRun, at, onFile, active }: SheetProps) {
  const store = useDraftStore(task.id, head);
  const notes = useStore(store, (draft) => draft.notes);
  const { viewed, setViewed } = useViewed(task.id, head);
  const [folded, setFolded] = useState(() => new Set(viewed));
  const [current, setCurrent] = useState(0);
  const [opened, setOpened] = useState<'send' | 'approve' | null>(null);
  const [finding, setFinding] = useState(false);
  const [found, setFound] = useState<Hit | null>(null);
  const [splits, setSplit] = usePreference('diff.split', false);
  const [wrap, setWrap] = usePreference('diff.wrap', useMedia('(max-width: 767px)'));
  const canSplit = useMedia('(min-width: 1280px)');
  const split = splits && canSplit;
  const steps = useRef<Steps>(null);
  const names = Object.keys(notes).join('\n');
  const noted = useMemo(() => new Set(names === '' ? [] : names.split('\n')), [names]);
  const perFile = useMemo(() => {
    const found = new Map<string, number>();
    for (const note of Object.values(notes)) found.set(note.path, (found.get(note.path) ?? 0) + 1);
    return found;
  }, [notes]);
  const canJudge = task.status === 'review' && run === null;
  const fold = (path: string, on: boolean) =>
    setFolded((old) => {
      const next = new Set(old);
      if (on) next.add(path);
      else next.delete(path);
      return next;
    });
  const view = (path: string, on: boolean) => {
    setViewed(path, on);
    fold(path, on);
    if (on) requestAnimationFrame(() => steps.current?.file(files.findIndex((file) => file.path === path))); // or the eye is somewhere in what follows
  };
  const go = (place: number) => {
    const file = files[place];
    if (file === undefined) return;
    setCurrent(place);
    steps.current?.file(place);
    onFile?.(file.path);
  };
  const seen = files[current];
  useKeys(
    [
      { keys: ']', where: 'review', words: 'Next file', run: () => go(current + 1) },
      { keys: '[', where: 'review', words: 'File before', run: () => go(current - 1) },
      { keys: 'j', where: 'review', words: 'Next change', run: () => steps.current?.step(1) },
      { keys: 'k', where: 'review', words: 'Change before', run: () => steps.current?.step(-1) },
      { keys: '/', where: 'review', words: 'Find in the changes', run: (event) => (event.preventDefault(), setFinding(true)) },
      { keys: 'c', where: 'review', words: 'Note on the line', run: () => undefined }, // the line itself hears it
      { keys: 'v', where: 'review', words: 'File viewed', run: () => seen !== undefined && view(seen.path, !viewed.has(seen.path)) },
      { keys: '$mod+Enter', where: 'review', words: 'Submit', run: () => canJudge && setOpened('send') },
    ],
    { on: active && opened === null },
  );
  const unsent = written({ text: '', notes }).length;
  return (
    <>
      <Bar
        files={files}
        viewed={files.filter((file) => viewed.has(file.path)).length}
        notes={unsent}
        runs={left}
        run={run}
        onRun={onRun}
        canSplit={canSplit}
        split={split}
        onSplit={(on) => {
          setSplit(on);
          requestAnimationFrame(() => steps.current?.file(current)); // other rows: the eye stays with its file
        }}
        wrap={wrap}
        onWrap={setWrap}
        canJudge={canJudge}
        onSend={() => setOpened('send')}
        onApprove={() => setOpened('approve')}
      />
      {canJudge && <Earlier task={task.id} head={head} files={files} store={store} />}
      {finding && (
        <Find
          files={files}
          onGo={(hit) => {
            setFound(hit);
            fold(files[hit.file]!.path, false);
            requestAnimationFrame(() => steps.current?.line(hit));
          }}
          onClose={() => {
            setFinding(false);
            setFound(null);
          }}
        />
      )}
      <FilePicker files={files} viewed={viewed} current={current} onChoose={go} />
      <div className="flex-1 min-h-0 flex">
        <Files files={files} viewed={viewed} notes={perFile} current={current} onChoose={go} />
        <Diff
          files={files}
          lines={lines}
          viewed={viewed}
          folded={folded}
          noted={noted}
          split={split}
          wrap={wrap}
          canNote={canJudge}
          store={store}
          found={found}
          at={at}
          onFold={(path) => fold(path, !folded.has(path))}
          onView={view}
          onTop={setCurrent}
          steps={steps}
        />
      </div>
      {opened === 'send' && <Send task={task} store={store} onClose={() => setOpened(null)} />}
      {opened === 'approve' && <Approve task={task} project={project} runs={runs} unsent={unsent} onClose={() => setOpened(null)} />}
    </>
  );
}
