import { useState } from 'react';
import type { FilePatch } from '@/lib/patch';
import { many } from '@/lib/number';
import { Button } from '@/ui/button';
import { bringEarlier, type DraftStore, dropEarlier, earlier, written } from './draft';

export interface EarlierProps {
  task: string;
  head: string;
  files: readonly FilePatch[];
  store: DraftStore;
}

/** Notes about a commit that is no longer the newest are not lost: they can be brought to the lines that they quote. */
export function Earlier({ task, head, files, store }: EarlierProps) {
  const [left, setLeft] = useState(() => earlier(task, head).flatMap(([, kept]) => written(kept)).length);
  if (left === 0) return null;
  const end = (act: () => void) => () => {
    act();
    setLeft(0);
  };
  return (
    <div className="px-3 md:px-4 py-2 border-b border-line bg-revsoft flex flex-wrap items-center gap-2 text-[13px]">
      <p className="flex-1 min-w-[220px]">You have {many(left, 'note')} about an earlier commit, not sent.</p>
      <Button kind="line" size="small" onClick={end(() => bringEarlier(store, task, head, files))}>
        Bring {left === 1 ? 'it' : 'them'} here
      </Button>
      <Button size="small" onClick={end(() => dropEarlier(task, head))}>
        Remove
      </Button>
    </div>
  );
}
