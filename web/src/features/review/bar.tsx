import { Columns2, WrapText } from 'lucide-react';
import type { Run } from '@/api/types';
import { count, many } from '@/lib/number';
import { Button } from '@/ui/button';
import { Select } from '@/ui/field';
import { Counts } from './file-head';
import type { Shown } from './rows';

export interface BarProps {
  files: readonly Shown[];
  viewed: number;
  notes: number;
  runs: readonly Run[]; // that left a commit
  run: string | null; // the chosen one; null: the newest
  onRun: (run: string | null) => void;
  canSplit: boolean;
  split: boolean;
  onSplit: (on: boolean) => void;
  wrap: boolean;
  onWrap: (on: boolean) => void;
  canJudge: boolean;
  onSend: () => void;
  onApprove: () => void;
}

export function Bar({ files, viewed, notes, runs, run, onRun, canSplit, split, onSplit, wrap, onWrap, canJudge, onSend, onApprove }: BarProps) {
  const sum = (side: 'added' | 'removed') => files.reduce((total, file) => total + file[side], 0);
  return (
    <div className="min-h-12 shrink-0 border-b border-line flex flex-wrap items-center gap-x-3 gap-y-2 px-3 md:px-4 py-2 text-[13px]">
      <p className="num text-ink2">
        {many(files.length, 'file')} <Counts added={sum('added')} removed={sum('removed')} />
        <span className="text-ink3">
          {' '}
          · {count(viewed)} of {count(files.length)} viewed{notes > 0 && ` · ${many(notes, 'note')}`}
        </span>
      </p>
      {runs.length > 1 && (
        <Select
          label="Changes of"
          hideLabel
          className="!h-8"
          value={run ?? ''}
          onChange={(event) => onRun(event.target.value === '' ? null : event.target.value)}
          choices={[{ value: '', words: 'As it is now' }, ...runs.map((one) => ({ value: one.id, words: `After run ${one.number}` }))]}
        />
      )}
      <span className="flex-1" />
      {canSplit && (
        <Toggle label="Side by side" on={split} onChange={onSplit}>
          <Columns2 size={15} aria-hidden />
        </Toggle>
      )}
      {!split && (
        <Toggle label="Wrap long lines" on={wrap} onChange={onWrap}>
          <WrapText size={15} aria-hidden />
        </Toggle>
      )}
      {canJudge && (
        <span className="flex gap-2 max-md:w-full max-md:[&>*]:flex-1 max-md:[&>*]:justify-center">
          <Button kind="line" onClick={onSend}>
            Request changes{notes > 0 && <span className="num"> · {notes}</span>}
          </Button>
          <Button kind="solid" onClick={onApprove}>
            Approve &amp; merge
          </Button>
        </span>
      )}
    </div>
  );
}

function Toggle({ label, on, onChange, children }: { label: string; on: boolean; onChange: (on: boolean) => void; children: React.ReactNode }) {
  return (
    <button type="button" aria-pressed={on} aria-label={label} title={label} onClick={() => onChange(!on)} className={`size-8 grid place-items-center rounded-lg cursor-pointer ${on ? 'bg-sunk text-ink border border-line2' : 'text-ink3 hover:bg-sunk hover:text-ink'}`}>
      {children}
    </button>
  );
}
