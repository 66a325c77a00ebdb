import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { wordsOf } from '@/api/problem';
import { useKeys } from '@/lib/keys';
import { recall, remember } from '@/lib/shelf';
import { Button, Kbd } from '@/ui/button';
import { Bones, Empty, Trouble } from '@/ui/page';
import { ActDialog } from './actdialog';
import { addressOf } from './card';
import { BoardColumn } from './column';
import { useDesk } from './desk';
import { loadAnew, useFeed } from './feed';
import { filter, isFiltered, type Search } from './filter';
import { hold, stopIn } from './focus';
import { boardKeys } from './keys';
import { CardMenu } from './menu';
import { COLUMNS } from './model';
import { MoveDialog } from './movedialog';
import type { Density } from './size';
import { shownIn, useBoard } from './store';
import { Picked, Refusals } from './strips';
import { type Change, SEARCH_FIELD, Toolbar } from './toolbar';

export interface BoardProps {
  search: Search;
  news: unknown; // when it is another, all cards may have changed
  onChange: Change;
  onVisit: (number: number) => void;
  onCreate: () => void;
}

const DENSITY = 'board.density';

export function Board({ search, news, onChange, onVisit, onCreate }: BoardProps) {
  useFeed(search.project, news);
  const density: Density = (search.density ?? recall(DENSITY)) === 'compact' ? 'compact' : 'cozy';
  useShows(search);
  useKeys(
    boardKeys({
      visit: onVisit,
      visitInTab: (number) => void window.open(addressOf(number), '_blank', 'noopener'),
      search: () => document.getElementById(SEARCH_FIELD)?.focus(),
    }),
  );
  return (
    <div className="h-full flex flex-col">
      <h1 className="sr">Board</h1>
      <p id="board-help" className="sr">
        Arrow keys move between cards. Space lifts a card to put it elsewhere, M asks where to. Enter opens it.
      </p>
      <Toolbar
        search={search}
        density={density}
        onChange={onChange}
        onDensity={(one) => {
          remember(DENSITY, one === 'cozy' ? null : one);
          onChange({ density: one === 'cozy' ? undefined : one });
        }}
      />
      <Refusals />
      <Body search={search} density={density} onChange={onChange} onCreate={onCreate} onVisit={onVisit} />
      <Picked />
      <CardMenu onVisit={onVisit} />
      <Dialogs />
    </div>
  );
}

/** The filter of the address, held where the columns are made. */
function useShows({ agent, prio, label, q }: Search): void {
  const shows = useMemo(() => filter({ agent, prio, label, q }), [agent, prio, label, q]);
  useEffect(() => useBoard.setState({ shows }), [shows]);
}

function Body({ search, density, onChange, onCreate, onVisit }: Omit<BoardProps, 'news'> & { density: Density }) {
  const state = useBoard((board) => board.state);
  const problem = useBoard((board) => board.problem);
  const isEmpty = useBoard((board) => board.cards.size === 0);
  const isNothingShown = useBoard((board) => board.shows !== null && COLUMNS.every((one) => shownIn(board)[one].length === 0));
  if (state === 'failed') return <Trouble words={wordsOf(problem)} onRetry={loadAnew} />;
  if (isEmpty && state === 'loading') return <Bones rows={8} label="Loading the board" />;
  if (isEmpty)
    return (
      <Empty title={search.project === undefined ? 'No tasks yet' : `No tasks in ${search.project} yet`}>
        <p className="mb-4">Write what should be true, not how.</p>
        <Button kind="solid" onClick={onCreate}>
          New task <Kbd>C</Kbd>
        </Button>
      </Empty>
    );
  return (
    <>
      {isNothingShown && isFiltered(search) && (
        <p className="px-4 pb-2 text-[13px] text-ink2 flex items-center gap-2" role="status">
          No card is like that. Numbers, titles and workers were looked through.
          <Button kind="line" size="small" onClick={() => onChange({ agent: undefined, prio: undefined, label: undefined, q: undefined })}>
            Clear filters
          </Button>
        </p>
      )}
      <Columns density={density} onVisit={onVisit} />
    </>
  );
}

function Columns({ density, onVisit }: { density: Density; onVisit: (number: number) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const newest = useRef(onVisit);
  useEffect(() => {
    newest.current = onVisit;
  });
  const visit = useCallback((number: number) => newest.current(number), []); // the same one always: no card is drawn again for it
  const stop = useBoard((board) => stopIn(shownIn(board), board.focus));
  useEffect(() => {
    const element = box.current;
    return element === null ? undefined : autoScrollForElements({ element });
  }, []);
  useEffect(() => {
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('board-painted')));
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <div
      ref={box}
      onFocus={(event) => {
        const number = event.target.getAttribute('data-card');
        hold(number !== null);
        if (number !== null && useBoard.getState().focus !== Number(number)) useBoard.setState({ focus: Number(number) });
      }}
      onBlur={(event) => event.target.isConnected && document.hasFocus() && hold(false)}
      className="flex-1 min-h-0 flex overflow-x-auto px-2 md:px-3 pb-2 snap-x snap-mandatory md:snap-none gap-1"
    >
      {COLUMNS.map((column) => (
        <BoardColumn key={column} column={column} density={density} stop={stop} onVisit={visit} />
      ))}
    </div>
  );
}

function Dialogs() {
  const opened = useDesk((desk) => desk.opened);
  if (opened?.kind === 'move') return <MoveDialog number={opened.number} />;
  if (opened?.kind === 'act') return <ActDialog act={opened.act} numbers={opened.numbers} />;
  return null;
}
