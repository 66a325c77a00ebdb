import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import { lineIn, type ListProps, type Mover } from './list';
import { useAnyPainted } from './painter';
import { Row } from './row';
import { keyOfRow, type Row as RowData } from './rows';

const HEIGHTS: Readonly<Record<RowData['kind'], number>> = { file: 42, hunk: 26, line: 21, pair: 21, note: 150, words: 46 };

const isAt = (row: RowData, file: number, at: number) => row.file === file && ((row.kind === 'line' && row.line.at === at) || (row.kind === 'pair' && (row.left?.at === at || row.right?.at === at)));

/** Only the rows that are near the eye. The one that has the focus stays, wherever it is scrolled to. */
export const Windowed = memo(function Windowed({ files, rows, folded, viewed, painter, box, found, measured, mover }: ListProps & { mover: React.Ref<Mover> }) {
  useAnyPainted(painter);
  const flat = useMemo(() => rows.flat(), [rows]);
  const cursor = useRef(-1);
  const estimateSize = useCallback((place: number) => HEIGHTS[flat[place]!.kind], [flat]);
  const getItemKey = useCallback((place: number) => keyOfRow(flat[place]!), [flat]);
  const rangeExtractor = useCallback((range: Range) => {
    const shown = defaultRangeExtractor(range);
    return cursor.current < 0 || cursor.current >= range.count || shown.includes(cursor.current) ? shown : [...shown, cursor.current].toSorted((a, b) => a - b);
  }, []);
  // eslint-disable-next-line react/incompatible-library -- nothing of it is memoised: this component renders when it says so
  const list = useVirtualizer({ count: flat.length, getScrollElement: () => box, estimateSize, getItemKey, rangeExtractor, overscan: 14 });
  const items = list.getVirtualItems();
  useEffect(() => {
    for (const item of items) painter.ask(flat[item.index]!.file);
  }, [items, painter, flat]);
  useImperativeHandle(
    mover,
    () => ({
      toFile: (file) => list.scrollToIndex(flat.findIndex((row) => row.kind === 'file' && row.file === file), { align: 'start' }),
      toLine: (file, at, focus) => {
        cursor.current = flat.findIndex((row) => isAt(row, file, at));
        if (cursor.current < 0) return;
        list.scrollToIndex(cursor.current, { align: focus && lineIn(box, file, at) !== null ? 'auto' : 'center' });
        if (focus) requestAnimationFrame(() => requestAnimationFrame(() => lineIn(box, file, at)?.focus({ preventScroll: true })));
      },
      top: () => flat[list.getVirtualItemForOffset(box.scrollTop)?.index ?? 0]?.file ?? 0,
    }),
    [list, flat, box],
  );
  return (
    <div className="relative" style={{ height: list.getTotalSize() }}>
      {items.map((item) => {
        const row = flat[item.index]!;
        const file = files[row.file]!;
        return (
          <div
            key={item.key}
            data-index={item.index}
            ref={measured || row.kind === 'note' || row.kind === 'words' || row.kind === 'file' ? list.measureElement : undefined}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <Row row={row} file={file} painted={painter.of(row.file)} folded={folded.has(file.path)} viewed={viewed.has(file.path)} foundAt={found?.file === row.file ? found.at : -1} />
          </div>
        );
      })}
    </div>
  );
});
