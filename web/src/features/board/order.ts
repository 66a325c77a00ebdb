import { COLUMNS, type Card, type Cards, type Column, type Columns, FOLDS, isByHand, isHeld, isSame, LISTS, type List, listOf, type Order, rank } from './model';

/** The order of cards: as the server gave it, kept right while single cards change. */

export const NO_ORDER: Order = { backlog: [], queued: [], running: [], review: [], done: [], failed: [], cancelled: [] };

/** Splits the server's one list, which is in order. A list that did not change stays the same object. */
export function split(cards: readonly Card[], old: Order = NO_ORDER): Order {
  const found: Record<List, number[]> = { backlog: [], queued: [], running: [], review: [], done: [], failed: [], cancelled: [] };
  for (const card of cards) found[listOf(card.status)].push(card.number);
  const kept: Record<List, readonly number[]> = found;
  for (const list of LISTS) if (isSameList(found[list], old[list])) kept[list] = old[list];
  return kept;
}

const isSameList = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((one, place) => one === b[place]);

/** What decides the place in a list, the smaller first. A place given by hand is not on the card: there the number stands for it. */
function weight(card: Card): readonly number[] {
  switch (listOf(card.status)) {
    case 'backlog':
      return [card.number];
    case 'queued':
      return [isHeld(card) ? 1 : 0, rank(card.priority), card.number];
    case 'running':
      return [card.ask == null ? 1 : 0, card.at, card.number];
    case 'review':
      return [card.status === 'merging' ? 1 : 0, rank(card.priority), card.at, card.number];
    default:
      return [-card.at, -card.number];
  }
}

function isBefore(a: Card, b: Card): boolean {
  const [one, other] = [weight(a), weight(b)];
  const place = one.findIndex((value, index) => value !== other[index]);
  return place >= 0 && one[place]! < other[place]!;
}

/** Puts a card where its own list has it by rule; behind the last one that goes before it. */
export function insert(list: readonly number[], card: Card, cards: Cards): number[] {
  const rest = list.filter((one) => one !== card.number);
  let place = rest.length;
  while (place > 0) {
    const other = cards.get(rest[place - 1]!);
    if (other !== undefined && !isBefore(card, other)) break;
    place -= 1;
  }
  return rest.toSpliced(place, 0, card.number);
}

export interface Patched {
  cards: Cards;
  order: Order;
  doubt: boolean; // the card that it stands behind is not here: only the server knows the order
}

const isKin = (list: 'backlog' | 'queued', a: Card, b: Card | undefined): boolean =>
  b !== undefined && a.project === b.project && (list === 'backlog' || (a.priority === b.priority && !isHeld(b)));

/** Behind the card that the server names, the nearest of its own project and priority; null when that one is not here. */
function beside(list: readonly number[], name: 'backlog' | 'queued', card: Card, cards: Cards): readonly number[] | null {
  const kin = (number: number) => isKin(name, card, cards.get(number));
  const after = card.after ?? null;
  const own = list.indexOf(card.number);
  if (own >= 0 && (list.slice(0, own).findLast(kin) ?? null) === after) return list; // it stands right, whatever lies between
  const rest = list.filter((one) => one !== card.number);
  const at = after === null ? -1 : rest.indexOf(after);
  if (after !== null) return at < 0 ? null : rest.toSpliced(at + 1, 0, card.number);
  const first = rest.findIndex(kin);
  return first < 0 ? insert(rest, card, cards) : rest.toSpliced(first, 0, card.number);
}

/** Takes in what the server says of some cards; `asked` and not answered is gone. */
export function patch(old: { cards: Cards; order: Order }, asked: Iterable<number>, answer: readonly Card[]): Patched {
  const cards = new Map(old.cards);
  const order: Record<List, readonly number[]> = { ...old.order };
  const news = new Map(answer.map((card) => [card.number, card]));
  let doubt = false;
  const take = (number: number, list: List) => (order[list] = order[list].filter((one) => one !== number));
  for (const number of asked) {
    const was = cards.get(number);
    const card = news.get(number);
    if (card === undefined) {
      if (was !== undefined) take(number, listOf(was.status));
      cards.delete(number);
      continue;
    }
    const list = listOf(card.status);
    const stays = was !== undefined && listOf(was.status) === list;
    const same = stays && isSame(was, card);
    const { after: _after, ...kept } = card;
    if (!same) cards.set(number, kept);
    if (isByHand(list) && !(list === 'queued' && isHeld(card))) {
      if (was !== undefined && !stays) take(number, listOf(was.status));
      const found = beside(order[list], list, card, cards);
      doubt ||= found === null;
      order[list] = found ?? insert(order[list], kept, cards);
      continue;
    }
    if (stays && (same || !isMoved(was, card))) continue;
    if (was !== undefined) take(number, listOf(was.status));
    order[list] = insert(order[list], kept, cards);
  }
  return { cards, order, doubt };
}

function isMoved(was: Card, card: Card): boolean {
  if (was.status === 'backlog' && card.status === 'backlog') return false;
  const [one, other] = [weight(was), weight(card)];
  return one.some((value, place) => value !== other[place]);
}

/** Where a card is put: beside whom. Never an index, which would be another place when others move. */
export interface Place {
  after: number | null;
  before: number | null;
}

export function put(list: readonly number[], number: number, { after, before }: Place): number[] {
  const rest = list.filter((one) => one !== number);
  const behind = after === null ? -1 : rest.indexOf(after);
  if (behind >= 0) return rest.toSpliced(behind + 1, 0, number);
  const ahead = before === null ? -1 : rest.indexOf(before);
  return rest.toSpliced(ahead >= 0 ? ahead : after === null && before === null ? rest.length : 0, 0, number);
}

/** A wish that the server has not granted yet. It is drawn over what the server said. */
export interface Wish {
  number: number;
  card: Card; // as it will be
  place: Place | null; // null: where its list has it by rule
}

export interface View {
  cards: Cards;
  order: Order;
  wishes: readonly Wish[];
  shows: ((card: Card) => boolean) | null; // the filter; null: everything
  open: ReadonlySet<List>; // of those that fold
}

/** The columns as they are shown: the server's order, the wishes over it, the filter over both. */
export function columns({ cards, order, wishes, shows, open }: View): Columns {
  const lists: Record<List, readonly number[]> = { ...order };
  for (const { number, card, place } of wishes) {
    const was = cards.get(number);
    if (was === undefined) continue;
    const [from, to] = [listOf(was.status), listOf(card.status)];
    if (from !== to) lists[from] = lists[from].filter((one) => one !== number);
    if (place !== null) lists[to] = put(lists[to], number, place);
    else if (from !== to || isMoved(was, card)) lists[to] = insert(lists[to], card, cards);
  }
  const found: Record<Column, readonly number[]> = { ...lists };
  for (const column of COLUMNS) {
    const fold = FOLDS[column];
    if (fold !== undefined && open.has(fold) && lists[fold].length > 0) found[column] = [...lists[column], ...lists[fold]];
    if (shows === null) continue;
    found[column] = found[column].filter((number) => {
      const card = cards.get(number);
      return card !== undefined && shows(card);
    });
  }
  const { backlog, queued, running, review, done } = found;
  return { backlog, queued, running, review, done };
}
