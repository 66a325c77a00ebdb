import { ChevronDown, ChevronRight, MessageSquarePlus } from 'lucide-react';
import { memo } from 'react';
import { count } from '@/lib/number';
import { useDeeds } from './deeds';
import type { Shown } from './rows';

const WORDS = { added: 'new', deleted: 'deleted', renamed: 'moved', copied: 'copied', modified: '' } as const;

export function Counts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="num inline-flex gap-1 text-[11.5px] font-normal whitespace-nowrap">
      {added > 0 && <span className="text-ok">+{count(added)}</span>}
      {removed > 0 && <span className="text-bad">−{count(removed)}</span>}
    </span>
  );
}

export interface FileHeadProps {
  file: Shown;
  folded: boolean;
  viewed: boolean;
}

export const FileHead = memo(function FileHead({ file, folded, viewed }: FileHeadProps) {
  const { fold, view, noteFile, canNote } = useDeeds();
  const Chevron = folded ? ChevronRight : ChevronDown;
  return (
    <div className="diff-bar min-h-10 flex items-center gap-2 pl-2 pr-3 border-y border-line bg-sheet font-sans text-[12.5px]">
      <button type="button" aria-expanded={!folded} onClick={() => fold(file.path)} className="min-w-0 min-h-8 flex items-center gap-1.5 text-left font-mono font-semibold cursor-pointer">
        <Chevron size={14} aria-hidden className="shrink-0 text-ink3" />
        <span className="truncate">
          {file.from !== null && <span className="font-normal text-ink3">{file.from} → </span>}
          {file.path}
        </span>
      </button>
      {WORDS[file.change] !== '' && <span className="shrink-0 rounded px-1.5 py-px text-[11.5px] border border-line2 text-ink2">{WORDS[file.change]}</span>}
      {!file.binary && <Counts added={file.added} removed={file.removed} />}
      <span className="flex-1" />
      {canNote && (
        <button type="button" aria-label={`Note on ${file.path}`} title="Note on this file" onClick={() => noteFile(file.path)} className="shrink-0 size-8 grid place-items-center rounded-lg text-ink3 hover:bg-sunk hover:text-ink cursor-pointer">
          <MessageSquarePlus size={15} aria-hidden />
        </button>
      )}
      <label className="shrink-0 min-h-8 inline-flex items-center gap-1.5 text-ink2 cursor-pointer">
        <input type="checkbox" checked={viewed} onChange={(event) => view(file.path, event.target.checked)} className="size-4 accent-[var(--ink)]" aria-label={`Viewed ${file.path}`} />
        <span aria-hidden>Viewed</span>
      </label>
    </div>
  );
});
