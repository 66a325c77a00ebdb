import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useId, useState } from 'react';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import type { StartStep } from '@/api/types';
import { hideFirstSteps, useFirstSteps } from '@/lib/steps';
import { Button } from '@/ui/button';
import { Command } from '@/ui/command';
import { Glyph } from '@/ui/glyph';
import { Sample } from './sample';

export type StepCode = StartStep['code'];

/** What a button does about a step; the server has nothing to be done about. */
const ACTS: Record<StepCode, string | null> = {
  server: null,
  project: 'New project',
  agent: 'See agents',
  worker: 'See the fleet',
  task: 'New task',
  answer: 'Open the inbox',
  merge: 'See what is in review',
};

export const useStart = () => useQuery({ queryKey: keys.start, queryFn: async ({ signal }) => (await must(api.GET('/api/v1/start', { signal }))).rows });

/** The first steps as they really stand. It goes by itself when all are done, and can be put away before. */
export function Checklist({ onAct }: { onAct: (code: StepCode) => void }) {
  const rows = useStart().data;
  const { hidden } = useFirstSteps();
  const [chosen, setChosen] = useState<StepCode | null | undefined>();
  if (rows === undefined || hidden) return null;
  const done = rows.filter((row) => row.done).length;
  if (done === rows.length) return null;
  const next = rows.find((row) => !row.done)?.code ?? null;
  const open = chosen === undefined ? next : chosen;
  return (
    <section aria-label="First steps" className="m-4 md:mx-6 max-w-[640px] rounded-xl border border-line2 bg-sheet">
      <header className="flex items-center gap-3 px-4 pt-3 pb-2">
        <h2 className="font-serif text-[19px] leading-tight whitespace-nowrap">First steps</h2>
        <span className="num text-[12.5px] text-ink2 whitespace-nowrap">
          {done} of {rows.length}
        </span>
        <span className="flex gap-[3px] max-md:hidden" aria-hidden>
          {rows.map((row) => (
            <i key={row.code} className="h-1.5 w-4 rounded-full" style={{ background: row.done ? 'var(--ok)' : 'var(--line2)' }} />
          ))}
        </span>
        <Button size="small" className="ml-auto" onClick={() => hideFirstSteps(true)}>
          Hide
        </Button>
      </header>
      <ol className="px-4 pb-2">
        {rows.map((row) => (
          <Step key={row.code} row={row} isOpen={row.code === open && !row.done} onToggle={() => setChosen(row.code === open ? null : row.code)} onAct={() => onAct(row.code)} />
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  row: StartStep;
  isOpen: boolean;
  onToggle: () => void;
  onAct: () => void;
}

function Step({ row, isOpen, onToggle, onAct }: StepProps) {
  const id = useId();
  if (row.done) {
    return (
      <li className="flex items-center gap-2.5 min-h-8 border-t border-line text-[13px]">
        <Glyph shape="tick" ink="var(--ok)" />
        <span className="text-ink2">{row.title}</span>
        <span className="sr">done:</span>
        <span className="ml-auto text-[12px] text-ink3 truncate">{row.words}</span>
      </li>
    );
  }
  const act = ACTS[row.code];
  return (
    <li className="border-t border-line text-[13px]">
      <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={onToggle} className="w-full flex items-center gap-2.5 min-h-8 text-left cursor-pointer">
        <Glyph shape="ring" ink="var(--ink3)" />
        <span className="font-medium">{row.title}</span>
        <span className="sr">, not done</span>
        {isOpen ? <ChevronUp size={14} aria-hidden className="ml-auto text-ink3" /> : <ChevronDown size={14} aria-hidden className="ml-auto text-ink3" />}
      </button>
      <div id={id} hidden={!isOpen} className="pl-6 pb-3">
        <p className="text-ink2 mb-2">{row.words}</p>
        <div className="flex flex-wrap items-center gap-2">
          {act !== null && (
            <Button kind="solid" onClick={onAct}>
              {act}
            </Button>
          )}
          {(row.code === 'task' || row.code === 'answer') && <Sample />}
          {row.command && (
            <>
              <span className="text-ink3 max-md:hidden">or</span>
              <div className="min-w-0 flex-1 max-md:basis-full">
                <Command line={row.command} label={`Copy the command: ${row.title}`} />
              </div>
            </>
          )}
        </div>
      </div>
    </li>
  );
}
