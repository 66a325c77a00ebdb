import type { Column } from './model';

/** One height for every card of a density, so that a place is arithmetic. */
export type Density = 'cozy' | 'compact';
export const HEIGHTS: Record<Density, number> = { cozy: 92, compact: 38 };
export const GAP = 6;
export const PAD = 6; // above the first card

export const pitch = (density: Density): number => HEIGHTS[density] + GAP;

/** The gap nearest to a height in the list: 0 is above the first card. */
export const indexAt = (y: number, many: number, density: Density): number => Math.max(0, Math.min(many, Math.round((y - PAD) / pitch(density))));

/** An index in a list that has the card, as one among the others; and back. */
export const among = (index: number, own: number): number => (own >= 0 && own < index ? index - 1 : index);
export const withOwn = (index: number, own: number): number => (own >= 0 && index > own ? index + 1 : index);

export const lineTop = (index: number, density: Density): number => PAD + index * pitch(density) - GAP / 2 - 1.5;

/** Where a column was scrolled to, for whoever comes back to the board. */
export const scrolledTo = new Map<Column, number>();
