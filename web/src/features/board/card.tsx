import { memo, useLayoutEffect, useRef } from 'react';
import { lookOfTask } from '@/api/eye';
import { ROOT } from '@/api/http';
import { isHeld } from './focus';
import { Face, groundOf } from './face';
import { useDraggable } from './drag';
import type { BoardProject, Column } from './model';
import { COARSE, More } from './row';
import { type Density, HEIGHTS } from './size';
import { cardIn, useBoard } from './store';

export const addressOf = (number: number): string => `${ROOT.href}tasks/${number}`;

export interface CardProps {
  number: number;
  column: Column;
  place: number; // from 1
  of: number;
  top: number;
  density: Density;
  isStop: boolean; // the tab key comes here
  projects: readonly BoardProject[];
  onVisit: (number: number) => void;
}

const LIFTED = 'lifted';
const PICKED = 'picked';

/** A real link. Drawn again only when its own card changed. */
export const BoardCard = memo(function BoardCard({ number, column, place, of, top, density, isStop, projects, onVisit }: CardProps) {
  const card = useBoard((board) => cardIn(board, number));
  const mark = useBoard((board) => (board.lift?.wish.number === number ? LIFTED : board.picked.has(number) ? PICKED : null));
  const item = useRef<HTMLLIElement>(null);
  const link = useRef<HTMLAnchorElement>(null);
  const isDragged = useDraggable(item, number);
  useLayoutEffect(() => {
    if (isHeld(number)) link.current?.focus({ preventScroll: true }); // it moved to another column with the focus on it
  }, [number]);
  if (card === undefined) return null;
  const look = lookOfTask(card.status, card.ask != null);
  return (
    <li
      ref={item}
      aria-setsize={of}
      aria-posinset={place}
      className="absolute inset-x-0 px-1.5"
      style={{ transform: `translateY(${top}px)`, height: HEIGHTS[density] }}
    >
      <a
        ref={link}
        href={addressOf(number)}
        draggable={false}
        data-card={number}
        data-col={column}
        data-drag={isDragged || undefined}
        data-grab={mark === LIFTED || undefined}
        tabIndex={isStop ? 0 : -1}
        aria-describedby="board-help"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          onVisit(number);
        }}
        className={`card block h-full relative rounded-[10px] border text-left overflow-hidden cursor-grab hover:border-line2 hover:shadow-[0_1px_6px_-2px_rgb(0_0_0/.14)] ${mark === PICKED ? 'border-ink shadow-[0_0_0_1px_var(--ink)]' : 'border-line'}`}
        style={{ '--c': look.ink, background: groundOf(look) } as React.CSSProperties}
      >
        <i className="spine" data-s={look.name} />
        <span className="sr">
          {look.words}. {mark === PICKED ? 'Selected. ' : ''}
        </span>
        <Face card={card} look={look} project={projects[card.project]?.name ?? ''} density={density} />
      </a>
      {COARSE && <More number={number} />}
    </li>
  );
});
