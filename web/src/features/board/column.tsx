import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { lookOfTask } from '@/api/eye';
import { count } from '@/lib/number';
import { Glyph } from '@/ui/glyph';
import { BoardCard } from './card';
import { useDropTarget } from './drag';
import { onScrollTo } from './focus';
import { type Column, COLUMN_WORDS, FOLDS, type List } from './model';
import { useNear } from './near';
import { COARSE, Row } from './row';
import { type Density, GAP, HEIGHTS, lineTop, PAD, scrolledTo } from './size';
import { fold, shownIn, useBoard } from './store';

const EMPTY: Record<Column, string> = {
  backlog: 'Nothing here. What is written down but not queued waits here.',
  queued: 'Nothing waits for an agent. Drop a card here to queue it.',
  running: 'No agent is at work.',
  review: 'Work that is ready for a look appears here.',
  done: 'What is merged or accepted appears here.',
};

export const BoardColumn = memo(function BoardColumn({ column, density, stop, onVisit }: { column: Column; density: Density; stop: number | null; onVisit: (number: number) => void }) {
  const numbers = useBoard((board) => shownIn(board)[column]);
  const box = useRef<HTMLDivElement>(null);
  const over = useDropTarget(box, column, density);
  const projects = useBoard((board) => board.projects);
  const isFiltered = useBoard((board) => board.shows !== null);
  const near = useNear(box);
  const keep = stop === null ? -1 : numbers.indexOf(stop);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const rows = useVirtualizer({
    count: numbers.length,
    getScrollElement: () => box.current,
    estimateSize: useCallback(() => HEIGHTS[density], [density]),
    getItemKey: useCallback((index: number) => numbers[index] ?? -1, [numbers]),
    rangeExtractor: useCallback((range: Range) => kept(range, keep), [keep]),
    gap: GAP,
    overscan: 6,
    paddingStart: PAD,
    paddingEnd: 40,
    scrollPaddingStart: PAD,
    scrollPaddingEnd: PAD,
    initialOffset: () => scrolledTo.get(column) ?? 0,
  });
  useLayoutEffect(() => rows.measure(), [density, rows]);
  useEffect(() => onScrollTo(column, (index) => rows.scrollToIndex(index, { align: 'auto' })), [column, rows]);
  useEffect(() => () => void scrolledTo.set(column, rows.scrollOffset ?? 0), [column, rows]);
  const look = lookOfTask(column);
  const nearRow = rows.getVirtualItems().find(({ index }) => numbers[index] === near);
  return (
    <section aria-labelledby={`column-${column}`} data-col={column} className="h-full flex flex-col min-w-0 w-[86vw] sm:w-[300px] md:w-auto md:flex-1 md:min-w-[228px] snap-center shrink-0">
      <h2 id={`column-${column}`} className="flex items-center gap-2 px-3 h-9 shrink-0 text-[12.5px] font-semibold">
        <Glyph shape={look.shape} ink={look.ink} />
        {COLUMN_WORDS[column]}
        <Count column={column} />
      </h2>
      <div className="relative flex-1 min-h-0 mx-1">
        <div
          ref={box}
          data-col-scroll={column}
          tabIndex={-1}
          className={`scroll absolute inset-0 rounded-xl bg-sunk ${over === null ? '' : 'shadow-[inset_0_0_0_1.5px_var(--line2)]'}`}
        >
          {numbers.length === 0 ? (
            <p className="p-6 text-center text-ink3 text-[12.5px]">{isFiltered ? 'Nothing here is like that.' : EMPTY[column]}</p>
          ) : (
            <ul aria-labelledby={`column-${column}`} className="relative" style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map(({ index, start }) => {
                const number = numbers[index];
                return number === undefined ? null : <BoardCard key={number} number={number} column={column} place={index + 1} of={numbers.length} top={start} density={density} isStop={number === stop} projects={projects} onVisit={onVisit} />;
              })}
            </ul>
          )}
          {!COARSE && nearRow !== undefined && near !== null && over === null && <Row number={near} bottom={nearRow.start + HEIGHTS[density]} onVisit={onVisit} />}
          {over !== null && 'top' in over && <div aria-hidden className="absolute inset-x-2 h-[3px] rounded-full bg-focus pointer-events-none" style={{ top: column === 'backlog' || column === 'queued' ? over.top : lineTop(0, density) }} />}
        </div>
        {over !== null && 'no' in over && <p className="absolute inset-x-3 top-3 rounded-lg border border-line2 bg-sheet p-3 text-[12.5px] text-ink2 pointer-events-none">{over.no}</p>}
      </div>
      <Folded column={column} />
    </section>
  );
});

/** The card with the tab stop stays drawn, so that it cannot lose the focus by being scrolled away. */
function kept(range: Range, keep: number): number[] {
  const seen = defaultRangeExtractor(range);
  return keep < 0 || keep >= range.count || seen.includes(keep) ? seen : [...seen, keep].toSorted((a, b) => a - b);
}

function Count({ column }: { column: Column }) {
  const many = useBoard((board) => {
    const all = shownIn(board)[column];
    const list = FOLDS[column];
    if (list === undefined || !board.open.has(list)) return all.length;
    return all.filter((number) => board.cards.get(number)?.status !== list).length;
  });
  return <span className="num font-normal text-ink3">{count(many)}</span>;
}

/** Failed below what runs, cancelled below what is done: folded, but counted. */
function Folded({ column }: { column: Column }) {
  const list: List | undefined = FOLDS[column];
  const many = useBoard((board) => (list === undefined ? 0 : board.order[list].length));
  const isOpen = useBoard((board) => list !== undefined && board.open.has(list));
  if (list === undefined || many === 0 || (list !== 'failed' && list !== 'cancelled')) return null;
  const look = lookOfTask(list);
  return (
    <button type="button" aria-expanded={isOpen} onClick={() => fold(list, !isOpen)} className="mx-1 mt-1 h-8 px-2 flex items-center gap-2 rounded-lg text-[12.5px] text-ink2 hover:bg-sunk cursor-pointer">
      <Glyph shape={look.shape} ink={look.ink} />
      {look.words}
      <span className="num text-ink3">{count(many)}</span>
      {isOpen ? <ChevronDown size={14} aria-hidden className="ml-auto" /> : <ChevronRight size={14} aria-hidden className="ml-auto" />}
    </button>
  );
}
