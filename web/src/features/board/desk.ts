import { create } from 'zustand';
import type { Act } from './rule';

/** What lies open on the board: one menu, or one dialog, for all of its cards. */
export type Opened = { kind: 'menu'; number: number; x: number; y: number } | { kind: 'move'; number: number } | { kind: 'act'; act: Act; numbers: readonly number[] } | { kind: 'filter' };

interface Desk {
  opened: Opened | null;
}

export const useDesk = create<Desk>(() => ({ opened: null }));

export const open = (opened: Opened): void => useDesk.setState({ opened });
export const close = (): void => useDesk.setState({ opened: null });
