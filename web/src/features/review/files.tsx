import { Check } from 'lucide-react';
import { Select } from '@/ui/field';
import { Counts } from './file-head';
import type { Shown } from './rows';

export interface FilesProps {
  files: readonly Shown[];
  viewed: ReadonlySet<string>;
  notes: ReadonlyMap<string, number>; // by path
  current: number;
  onChoose: (place: number) => void;
}

export function Files({ files, viewed, notes, current, onChoose }: FilesProps) {
  return (
    <nav aria-label="Changed files" className="max-md:hidden w-[236px] shrink-0 border-r border-line scroll py-2">
      <ul>
        {files.map((file, place) => (
          <li key={file.path}>
            <button
              type="button"
              onClick={() => onChoose(place)}
              aria-current={place === current || undefined}
              title={file.path}
              className={`w-full h-8 px-3 flex items-center gap-1.5 text-left text-[12.5px] cursor-pointer ${place === current ? 'bg-sunk font-semibold' : 'text-ink2 hover:text-ink'}`}
            >
              <span className="w-3.5 shrink-0">{viewed.has(file.path) && <Check size={13} aria-label="viewed" className="text-ok" />}</span>
              <Name path={file.path} />
              <NoteCount of={notes.get(file.path) ?? 0} />
              {file.binary ? <span className="text-[11.5px] font-normal text-ink3">binary</span> : <Counts added={file.added} removed={file.removed} />}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The name first: in a deep tree the folders are alike. */
function Name({ path }: { path: string }) {
  const cut = path.lastIndexOf('/') + 1;
  return (
    <span className="flex-1 min-w-0 truncate">
      {path.slice(cut)}
      {cut > 0 && <span className="ml-1.5 text-[11.5px] font-normal text-ink3">{path.slice(0, cut - 1)}</span>}
    </span>
  );
}

function NoteCount({ of }: { of: number }) {
  if (of === 0) return null;
  return (
    <span className="num shrink-0 rounded px-1 text-[11px] font-medium bg-revsoft text-rev">
      {of}
      <span className="sr"> {of === 1 ? 'note' : 'notes'}</span>
    </span>
  );
}

/** The same on a phone: one line. */
export function FilePicker({ files, viewed, current, onChoose }: Omit<FilesProps, 'notes'>) {
  return (
    <div className="md:hidden px-3 py-2 border-b border-line">
      <Select
        label="File"
        hideLabel
        value={String(current)}
        onChange={(event) => onChoose(Number(event.target.value))}
        choices={files.map((file, place) => ({ value: String(place), words: `${viewed.has(file.path) ? '✓ ' : ''}${file.path}${file.binary ? '' : `  +${file.added} −${file.removed}`}` }))}
      />
    </div>
  );
}
