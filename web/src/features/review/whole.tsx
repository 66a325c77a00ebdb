import { memo, useEffect, useImperativeHandle } from 'react';
import { lineIn, type ListProps, type Mover } from './list';
import { type Painter, usePainted } from './painter';
import { Row } from './row';
import { keyOfRow, type Row as RowData, type Shown } from './rows';

const AHEAD = '600px'; // so far from the edge a file gets its colours
const HEIGHT = 21;

/** All rows at once: the browser's own find works. Files out of sight are laid out when they come near. */
export const Whole = memo(function Whole({ files, rows, folded, viewed, painter, box, found, mover }: ListProps & { mover: React.Ref<Mover> }) {
  useEffect(() => {
    const seen = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting && target instanceof HTMLElement) painter.ask(Number(target.dataset['section']));
      },
      { root: box, rootMargin: AHEAD },
    );
    for (const section of sectionsOf(box)) seen.observe(section);
    return () => seen.disconnect();
  }, [painter, box, files]);
  useImperativeHandle(
    mover,
    () => ({
      toFile: (file) => sectionsOf(box)[file]?.scrollIntoView({ block: 'start' }),
      toLine: (file, at, focus) => {
        const line = lineIn(box, file, at);
        line?.scrollIntoView({ block: focus ? 'nearest' : 'center' });
        if (focus) line?.focus({ preventScroll: true });
      },
      top: () => {
        const edge = box.scrollTop + 8;
        return Math.max(0, sectionsOf(box).findLastIndex((section) => section.offsetTop <= edge));
      },
    }),
    [box],
  );
  return files.map((file, place) => (
    <Section key={file.path} place={place} file={file} rows={rows[place] ?? []} folded={folded.has(file.path)} viewed={viewed.has(file.path)} foundAt={found?.file === place ? found.at : -1} painter={painter} />
  ));
});

const sectionsOf = (box: HTMLElement): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('[data-section]')];

interface SectionProps {
  place: number;
  file: Shown;
  rows: readonly RowData[];
  folded: boolean;
  viewed: boolean;
  foundAt: number;
  painter: Painter;
}

const Section = memo(function Section({ place, file, rows, folded, viewed, foundAt, painter }: SectionProps) {
  const painted = usePainted(painter, place);
  const [head, ...rest] = rows;
  return (
    <div role="group" data-section={place} aria-label={file.path} className="diff-file" style={{ '--tall': `${40 + rest.length * HEIGHT}px` } as React.CSSProperties}>
      {head !== undefined && (
        <div className="sticky top-0 z-10">
          <Row row={head} file={file} painted={undefined} folded={folded} viewed={viewed} foundAt={-1} />
        </div>
      )}
      {rest.map((row) => (
        <Row key={keyOfRow(row)} row={row} file={file} painted={painted} folded={folded} viewed={viewed} foundAt={foundAt} />
      ))}
    </div>
  );
});
