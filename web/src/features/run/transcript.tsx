import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { many } from '@/lib/number';
import { useKeys } from '@/lib/keys';
import { Button } from '@/ui/button';
import { Bones, Empty, Trouble } from '@/ui/page';
import { Outline } from './outline';
import { RowView } from './row';
import type { Kind } from './rows';
import { Search } from './search';
import { useTranscript } from './use-transcript';

const HEIGHT: Record<Kind, number> = { you: 110, text: 64, thinking: 32, tool: 32, step: 22, raw: 21, ask: 180, end: 34, error: 48 };
const AWAY = 240; // pixels from the end from which on following has ended
const NEAR = 800; // pixels from the beginning at which older rows are asked for

export interface TranscriptProps {
  run: string;
  live: boolean; // the run goes on
  at?: number | undefined; // an entry to begin at
  hrefOf: (seq: number) => string;
  renderAsk: (message: string, text: string) => React.ReactNode; // by the id of what was asked
  below?: React.ReactNode; // the composer
  active?: boolean; // false while another tab is in front: its keys are not bound
}

const toggled = (old: ReadonlySet<number>, seq: number): ReadonlySet<number> => {
  const next = new Set(old);
  if (!next.delete(seq)) next.add(seq);
  return next;
};

/** Follows only while it is at its end, and only the reader ends that; away from it nothing moves by a pixel. */
export function TranscriptView({ run, live, at, hrefOf, renderAsk, below, active = true }: TranscriptProps) {
  const shown = useTranscript(run, at);
  const { transcript, version, older, detached, toEnd } = shown;
  const box = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const [thinking, setThinking] = useState(true);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [wholes, setWholes] = useState<ReadonlySet<number>>(new Set());
  const [outline, setOutline] = useState(false);
  const [mark, setMark] = useState(at);
  // eslint-disable-next-line react/exhaustive-deps
  const { rows, windows } = useMemo(() => ({ rows: thinking ? transcript.rows : transcript.rows.filter((row) => row.kind !== 'thinking'), windows: transcript.windows }), [transcript, thinking, version]);
  const newest = useRef(rows);
  newest.current = rows;

  const estimateSize = useCallback((place: number) => HEIGHT[newest.current[place]?.kind ?? 'text'], []);
  const getItemKey = useCallback((place: number) => newest.current[place]?.seq ?? place, []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize,
    getItemKey,
    overscan: 12,
    anchorTo: 'end',
    followOnAppend: !detached,
    scrollEndThreshold: 48,
    paddingStart: 12,
    paddingEnd: 12,
  });

  const jump = useCallback(() => {
    toEnd();
    setMark(undefined);
    virtual.scrollToEnd();
  }, [toEnd, virtual]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => {
      setAway(virtual.getDistanceFromEnd() > AWAY);
      if (element.scrollTop < NEAR) older();
    };
    element.addEventListener('scroll', look, { passive: true });
    // A composer that grows shrinks the view without a scroll: whoever was at the end stays there.
    const sizes = new ResizeObserver(() => {
      if (virtual.getDistanceFromEnd() <= AWAY) virtual.scrollToEnd();
    });
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [virtual, older]);

  const ready = shown.loaded && rows.length > 0;
  // Once for each place that is asked for: it may lie in a window that is still on its way.
  const reached = useRef('');
  useLayoutEffect(() => {
    const goal = `${windows} ${mark ?? 'end'}`;
    if (!ready || reached.current === goal) return;
    if (mark === undefined) virtual.scrollToEnd();
    else {
      const place = rows.findIndex((row) => row.seq >= mark);
      if (place < 0 || (place === 0 && rows[0]?.seq !== mark && transcript.first > 1)) return;
      virtual.scrollToIndex(place, { align: 'center' });
    }
    reached.current = goal;
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('transcript-painted')));
  }, [ready, rows, windows, mark, virtual, transcript]);

  const turn = (by: 1 | -1) => {
    const first = virtual.getVirtualItems().find((item) => item.start >= (box.current?.scrollTop ?? 0))?.index ?? 0;
    const turns = newest.current.map((row, place) => ({ row, place })).filter(({ row, place }) => (row.kind === 'you' || row.kind === 'ask' || row.kind === 'end') && (by === 1 ? place > first : place < first));
    const next = by === 1 ? turns[0] : turns[turns.length - 1];
    if (next !== undefined) virtual.scrollToIndex(next.place, { align: 'start' });
  };
  const bindings = [
    { keys: 'j', where: 'transcript', words: 'Next turn', run: () => turn(1) },
    { keys: 'k', where: 'transcript', words: 'Turn before', run: () => turn(-1) },
    { keys: 't', where: 'transcript', words: 'Thinking on or off', run: () => setThinking((old) => !old) },
    { keys: 'End', where: 'transcript', words: 'To the latest, and follow', run: jump },
  ];
  useKeys(bindings, { on: active });
  const toggle = useCallback((seq: number) => setOpened((old) => toggled(old, seq)), []);
  const showWhole = useCallback((seq: number) => setWholes((old) => toggled(old, seq)), []);
  const find = (seq: number | null) => {
    if (seq === null) return;
    setMark(seq);
    if (seq < transcript.first || seq > transcript.last) shown.show(seq);
  };

  return (
    <div className="h-full min-h-0 flex">
      <div className="flex-1 min-w-0 flex flex-col relative">
        <div className="min-h-9 shrink-0 flex flex-wrap items-center gap-x-3 px-4 text-[12px] text-ink3 border-b border-line">
          <Search run={run} active={active} onFind={find} />
          <span className="num max-md:hidden" data-rows={rows.length}>
            {many(transcript.last, 'entry', 'entries')}
          </span>
          <span className="ml-auto inline-flex gap-3 items-center">
            {live && !shown.ended && <span className="text-run font-medium">● streaming</span>}
            <label className="inline-flex items-center gap-1.5 min-h-6">
              <input type="checkbox" checked={thinking} onChange={() => setThinking(!thinking)} className="accent-[var(--ink)]" />
              Thinking
            </label>
            <button type="button" aria-expanded={outline} onClick={() => setOutline(!outline)} className="max-xl:hidden min-h-6 hover:underline cursor-pointer">
              Outline
            </button>
          </span>
        </div>
        {shown.trouble !== null && <Trouble words={shown.trouble} onRetry={shown.again} />}
        <div ref={box} data-transcript tabIndex={0} role="log" aria-live="off" aria-label="Transcript" className="scroll flex-1 min-h-0" style={{ overflowAnchor: 'none' }}>
          {!shown.loaded && <Bones />}
          {shown.loaded && rows.length === 0 && shown.trouble === null && <Empty title="Nothing is said yet">What the agent reads, thinks and does appears here while it works.</Empty>}
          <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <div key={item.key} data-index={item.index} ref={virtual.measureElement} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${item.start}px)` }}>
                  <RowView row={row} open={opened.has(row.seq)} whole={wholes.has(row.seq)} marked={row.seq === mark} renderAsk={renderAsk} onToggle={toggle} onWhole={showWhole} href={hrefOf(row.seq)} />
                </div>
              );
            })}
          </div>
        </div>
        {(away || detached) && ready && (
          <div className="relative h-0 z-10">
            <Button kind="solid" onClick={jump} className="absolute bottom-2 left-1/2 -translate-x-1/2 rounded-full! shadow-lg">
              <ArrowDown size={14} aria-hidden />
              Jump to latest
            </Button>
          </div>
        )}
        {below}
      </div>
      {outline && <Outline rows={rows} onChoose={find} />}
    </div>
  );
}
