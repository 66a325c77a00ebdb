import { Brain, ChevronRight, Link2, Wrench } from 'lucide-react';
import { memo } from 'react';
import { ms } from '@/lib/time';
import { lasted } from '@/lib/time';
import { Ansi } from '@/ui/ansi';
import { Markdown } from '@/ui/markdown';
import type { Row } from './rows';

const SHOWN = 6000; // characters of a tool's words before "show all"
const FOLD = 600; // characters of a prompt

export interface RowProps {
  row: Row;
  open: boolean;
  whole: boolean;
  marked: boolean;
  renderAsk: (message: string, text: string) => React.ReactNode;
  onToggle: (seq: number) => void;
  onWhole: (seq: number) => void;
  href: string;
}

export const RowView = memo(function RowView(props: RowProps) {
  const { row, marked, href } = props;
  return (
    <div className={`group relative ${marked ? 'bg-runsoft' : ''}`} data-seq={row.seq}>
      <Inside {...props} />
      <a href={href} aria-label={`Link to entry ${row.seq}`} className="absolute right-1.5 top-1 size-6 grid place-items-center rounded text-ink3 opacity-0 group-hover:opacity-100 focus-visible:opacity-100 bg-paper">
        <Link2 size={13} aria-hidden />
      </a>
    </div>
  );
});

function Inside({ row, open, whole, renderAsk, onToggle, onWhole }: RowProps) {
  if (row.kind === 'text') {
    return (
      <div className="pl-4 md:pl-[52px] pr-8 py-1.5 max-w-[86ch] text-[13.5px] leading-[1.5] [overflow-wrap:anywhere]">
        <Markdown text={row.text} />
      </div>
    );
  }
  if (row.kind === 'ask') return <div className="px-4 md:pl-[44px] md:pr-8 py-2 max-w-[86ch]">{renderAsk(row.message ?? '', row.text)}</div>;
  if (row.kind === 'you') return <You row={row} open={open} onToggle={onToggle} />;
  if (row.kind === 'raw') {
    return (
      <pre className="pl-4 md:pl-[52px] pr-8 font-mono text-[12px] leading-[20px] whitespace-pre-wrap [overflow-wrap:anywhere]">
        <Ansi text={row.text} />
      </pre>
    );
  }
  if (row.kind === 'step') return <p className="pl-4 md:pl-[52px] pr-8 py-0.5 font-mono text-[11.5px] text-ink3 [overflow-wrap:anywhere]">{row.text}</p>;
  if (row.kind === 'error') {
    return (
      <div className="mx-4 md:ml-[44px] md:mr-8 my-1.5 rounded-lg border border-bad bg-badsoft px-3 py-2 [overflow-wrap:anywhere]">
        <b className="text-bad">Error</b> {row.text}
      </div>
    );
  }
  if (row.kind === 'end') return <p className="pl-4 md:pl-[52px] pr-8 py-2 text-[12.5px] text-ink3">{row.text === '' ? 'The agent ended its turn.' : <span className="text-bad">The agent ended its turn: {row.text}</span>}</p>;
  return <Fold row={row} open={open} whole={whole} onToggle={onToggle} onWhole={onWhole} />;
}

function You({ row, open, onToggle }: Pick<RowProps, 'row' | 'open' | 'onToggle'>) {
  const long = row.text.length > FOLD;
  return (
    <div className="px-4 py-2">
      <div className="md:ml-9 md:mr-4 rounded-xl border border-line bg-sunk px-3.5 py-2.5">
        <p className="text-[11px] text-ink3 mb-0.5">What the agent was told</p>
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{long && !open ? `${row.text.slice(0, FOLD)}…` : row.text}</p>
        {long && (
          <button type="button" aria-expanded={open} onClick={() => onToggle(row.seq)} className="mt-1.5 text-[12px] font-medium underline text-ink2 cursor-pointer">
            {open ? 'Less' : 'All of it'}
          </button>
        )}
      </div>
    </div>
  );
}

function Fold({ row, open, whole, onToggle, onWhole }: Pick<RowProps, 'row' | 'open' | 'whole' | 'onToggle' | 'onWhole'>) {
  const { tool } = row;
  const Icon = tool === undefined ? Brain : Wrench;
  const seconds = tool?.result === undefined ? null : (ms(tool.result.at) - ms(row.at)) / 1000;
  const words = tool === undefined ? row.text : (tool.result?.text ?? '');
  return (
    <div className="px-3 md:px-4 py-[2px]">
      <button type="button" aria-expanded={open} onClick={() => onToggle(row.seq)} className="w-full flex items-center gap-2 min-h-7 rounded-md hover:bg-sunk px-1.5 pr-8 text-left text-[12.5px] cursor-pointer">
        <ChevronRight size={13} className={`text-ink3 shrink-0 ${open ? 'rotate-90' : ''}`} aria-hidden />
        <Icon size={13} className="text-ink3 shrink-0" aria-hidden />
        {tool === undefined ? (
          <span className="italic text-ink3 truncate">
            <span className="sr">Thinking: </span>
            {row.text}
          </span>
        ) : (
          <>
            <b className="font-semibold">{tool.name}</b>
            <code className="font-mono text-[11.5px] text-ink2 truncate">{tool.argument}</code>
            <span className="ml-auto num text-[11px] text-ink3 whitespace-nowrap">
              {tool.result?.ok === false && <b className="text-bad">failed · </b>}
              {tool.result === undefined ? 'running' : seconds !== null && seconds >= 0.05 ? lasted(seconds) : ''}
            </span>
          </>
        )}
      </button>
      {open && (
        <div className="ml-7 md:ml-9 mr-4 mt-1 mb-2 rounded-lg border border-line bg-sunk">
          {tool !== undefined && tool.input !== '' && tool.input !== '{}' && <Block label="Input" text={tool.input} />}
          <Block label={tool === undefined ? 'Thinking' : 'Output'} text={whole ? words : words.slice(0, SHOWN)} />
          {!whole && words.length > SHOWN && (
            <button type="button" onClick={() => onWhole(row.seq)} className="m-2 text-[12px] font-medium underline cursor-pointer">
              Show all {words.length.toLocaleString('en')} characters
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Block({ label, text }: { label: string; text: string }) {
  return (
    <section aria-label={label} className="p-2.5 border-t border-line first:border-t-0">
      <pre className="font-mono text-[11.5px] whitespace-pre-wrap [overflow-wrap:anywhere] max-h-96 scroll" tabIndex={0}>
        {text === '' ? <span className="text-ink3">(no output)</span> : <Ansi text={text} />}
      </pre>
    </section>
  );
}
