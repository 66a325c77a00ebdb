import { flushSync } from 'react-dom';
import { COLUMNS, type Column } from './model';
import { shown, useBoard } from './store';

/** One tab stop for the whole board. The card that has it keeps it while the board moves below. */

const scrolls = new Map<Column, (index: number) => void>();
let held = false; // a card has the focus of the page, or lost it by being drawn elsewhere

export function onScrollTo(column: Column, scroll: (index: number) => void): () => void {
  scrolls.set(column, scroll);
  return () => void (scrolls.get(column) === scroll && scrolls.delete(column));
}

export const hold = (now: boolean): void => void (held = now);
export const isHeld = (number: number): boolean => held && useBoard.getState().focus === number;

const elementOf = (number: number): HTMLElement | null => document.querySelector(`[data-card="${number}"]`);

/** Makes it the tab stop, brings it into view and focuses it, also when it was not drawn yet. */
export function focusCard(number: number): void {
  held = true;
  flushSync(() => useBoard.setState({ focus: number }));
  const all = shown();
  const column = COLUMNS.find((one) => all[one].includes(number));
  if (column === undefined) return;
  scrolls.get(column)?.(all[column].indexOf(number));
  const take = () => {
    const found = elementOf(number);
    if (found === null || found === document.activeElement) return;
    found.focus({ preventScroll: true });
    found.closest('section')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  take();
  requestAnimationFrame(take);
}

/** The card that the tab key reaches. */
export function stopIn(columns: Readonly<Record<Column, readonly number[]>>, focus: number | null): number | null {
  if (focus !== null && COLUMNS.some((one) => columns[one].includes(focus))) return focus;
  return COLUMNS.map((one) => columns[one][0]).find((one) => one !== undefined) ?? null;
}

export function focusedCard(): number | null {
  const found = document.activeElement?.closest('[data-card]')?.getAttribute('data-card');
  return found == null ? null : Number(found);
}
