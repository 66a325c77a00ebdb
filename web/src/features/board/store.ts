import { create } from 'zustand';
import { onSignedOut } from '@/api/http';
import type { Board } from '@/api/types';
import { recall, remember } from '@/lib/shelf';
import { type BoardProject, type Card, type Cards, COLUMNS, type Column, type Columns, isSame, known, type List, listOf } from './model';
import { columns, insert, NO_ORDER, patch, put, split, type View, type Wish } from './order';
import type { Move } from './rule';

/** The live board: what the server said, and over it what a person wishes. Only cards that changed are drawn again. */

export interface Lift {
  wish: Wish;
  column: Column;
}

/** A wish that was refused. It stays on the page until it is tried again or let go. */
export interface Refused {
  move: Move;
  words: string;
}

export interface BoardState extends View {
  state: 'loading' | 'ready' | 'failed';
  problem: unknown;
  project: string | undefined;
  projects: readonly BoardProject[];
  lift: Lift | null;
  refused: readonly Refused[];
  focus: number | null; // the card that holds the board's one tab stop
  picked: ReadonlySet<number>;
}

const FOLDED = 'board.folded';

const unfolded = (): ReadonlySet<List> => {
  const folded = (recall(FOLDED) ?? 'cancelled').split(',');
  return new Set((['failed', 'cancelled'] as const).filter((one) => !folded.includes(one)));
};

const empty = () => ({
  state: 'loading' as const,
  problem: null,
  project: undefined,
  projects: [],
  cards: new Map<number, Card>(),
  order: NO_ORDER,
  wishes: [],
  lift: null,
  refused: [],
  focus: null,
  picked: new Set<number>(),
  shows: null,
  open: unfolded(),
});

export const useBoard = create<BoardState>(empty);
const { getState: get, setState: set } = useBoard;

export const reset = (): void => set(empty());
onSignedOut(reset); // the next one who signs in here may not see these cards

/** All of it anew. Cards that look as before stay the same objects. */
export function absorb(board: Board, project: string | undefined): void {
  set((old) => {
    const cards = new Map<number, Card>();
    for (const card of known(board.cards, board.projects)) {
      const was = old.cards.get(card.number);
      cards.set(card.number, was !== undefined && isSame(was, card) ? was : card);
    }
    return { ...kept(old, cards), state: 'ready', problem: null, project, projects: board.projects, cards, order: split(board.cards, old.order) };
  });
}

export function absorbSome(asked: readonly number[], board: Board): boolean {
  const { doubt, ...news } = patch(get(), asked, known(board.cards, board.projects));
  set((old) => ({ ...news, ...kept(old, news.cards) }));
  return doubt;
}

/** What was chosen goes with the card. */
function kept(old: BoardState, cards: Cards): Pick<BoardState, 'picked' | 'wishes' | 'lift'> {
  const gone = [...old.picked].some((one) => !cards.has(one));
  return {
    picked: gone ? new Set([...old.picked].filter((one) => cards.has(one))) : old.picked,
    wishes: old.wishes.every(({ number }) => cards.has(number)) ? old.wishes : old.wishes.filter(({ number }) => cards.has(number)),
    lift: old.lift !== null && cards.has(old.lift.wish.number) ? old.lift : null,
  };
}

const without = (wishes: readonly Wish[], number: number) => wishes.filter((one) => one.number !== number);

export const wish = (one: Wish): void => set((old) => ({ wishes: [...without(old.wishes, one.number), one] }));

export const unwish = (number: number): void => set((old) => ({ wishes: without(old.wishes, number) }));

/** The server granted it: what was drawn over is now what is so, until it says more. */
export function grant({ number, card, place }: Wish): void {
  set((old) => {
    const was = old.cards.get(number);
    if (was === undefined) return {};
    const cards = new Map(old.cards).set(number, card);
    const [from, to] = [listOf(was.status), listOf(card.status)];
    const order = { ...old.order, [from]: old.order[from].filter((one) => one !== number) };
    const rest = from === to ? old.order[to] : order[to];
    return { cards, order: { ...order, [to]: place === null ? insert(rest, card, cards) : put(rest, number, place) } };
  });
}

export function fold(list: List, open: boolean): void {
  set((old) => {
    const next = new Set(old.open);
    if (open) next.add(list);
    else next.delete(list);
    remember(FOLDED, (['failed', 'cancelled'] as const).filter((one) => !next.has(one)).join(','));
    return { open: next };
  });
}

let last: { view: View; shown: Columns } | undefined;

/** The columns as shown, computed once for all who ask. A column that did not change stays the same object. */
export function shownIn(state: BoardState): Columns {
  const wishes = state.lift === null ? state.wishes : lifted(state.wishes, state.lift.wish);
  const view: View = { cards: state.cards, order: state.order, wishes, shows: state.shows, open: state.open };
  const looksAtCards = view.shows !== null || wishes.length > 0;
  const old = last?.view;
  if (last !== undefined && old !== undefined && old.order === view.order && old.wishes === view.wishes && old.shows === view.shows && old.open === view.open && (!looksAtCards || old.cards === view.cards)) return last.shown;
  const found: Record<Column, readonly number[]> = { ...columns(view) };
  for (const column of COLUMNS) {
    const before = last?.shown[column];
    const now = found[column];
    if (before !== undefined && before.length === now.length && before.every((one, place) => one === now[place])) found[column] = before;
  }
  last = { view, shown: found };
  return found;
}

let joined: { wishes: readonly Wish[]; lift: Wish; all: readonly Wish[] } | undefined;

function lifted(wishes: readonly Wish[], lift: Wish): readonly Wish[] {
  if (joined?.wishes !== wishes || joined.lift !== lift) joined = { wishes, lift, all: [...without(wishes, lift.number), lift] };
  return joined.all;
}

export const shown = (): Columns => shownIn(get());

/** The card as it is drawn: as wished, where somebody wishes. */
export function cardIn(state: BoardState, number: number): Card | undefined {
  if (state.lift?.wish.number === number) return state.lift.wish.card;
  return state.wishes.find((one) => one.number === number)?.card ?? state.cards.get(number);
}

/** The same, but for a card that is only carried about. */
export const restingCard = (number: number): Card | undefined => cardIn({ ...get(), lift: null }, number);

export const cardOf = (number: number): Card | undefined => cardIn(get(), number);

export function columnHolding(number: number): Column | null {
  const all = shown();
  return COLUMNS.find((column) => all[column].includes(number)) ?? null;
}
