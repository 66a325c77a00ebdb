import { PRIORITIES } from '@/api/eye';
import type { Priority } from '@/api/types';
import { type Card, nameOf } from './model';

/** What the address says of the board: who is shown, and how tall. */
export interface Search {
  project?: string | undefined;
  agent?: string | undefined;
  prio?: string | undefined;
  label?: string | undefined;
  q?: string | undefined;
  density?: string | undefined;
}

export const isPriority = (word: string): word is Priority => PRIORITIES.some((one) => one === word);

export const priorities = (prio: string | undefined): Priority[] => (prio ?? '').split(',').filter(isPriority);

export const isFiltered = ({ agent, prio, label, q }: Search): boolean => Boolean(agent || prio || label || q?.trim());

/** Null when nothing is left out, so that no card is looked at. */
export function filter(search: Search): ((card: Card) => boolean) | null {
  if (!isFiltered(search)) return null;
  const { agent, label } = search;
  const wanted = new Set(priorities(search.prio));
  const words = (search.q ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '');
  return (card) => {
    if (agent && card.agent !== agent) return false;
    if (wanted.size > 0 && !wanted.has(card.priority)) return false;
    if (label && !card.labels?.includes(label)) return false;
    if (words.length === 0) return true;
    const text = `${nameOf(card.number)} ${card.title} ${card.worker ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

/** Adds or takes away one of a list of words, as the address keeps it. */
export function toggled(prio: string | undefined, one: Priority): string | undefined {
  const now = new Set(priorities(prio));
  if (!now.delete(one)) now.add(one);
  return PRIORITIES.filter((word) => now.has(word)).join(',') || undefined;
}
