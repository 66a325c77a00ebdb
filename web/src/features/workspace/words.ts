import type { Workspace } from '@/api/types';
import { bytes, many } from '@/lib/number';
import type { Shape } from '@/lib/shape';

interface Said {
  words: string;
  shape: Shape;
  ink: string;
}

const STATES: Record<Workspace['state'], Said> = {
  active: { words: 'Open', shape: 'ring', ink: 'var(--run)' },
  merged: { words: 'Merged', shape: 'tick', ink: 'var(--ok)' },
  kept: { words: 'Kept', shape: 'dotted', ink: 'var(--wait)' },
  discarded: { words: 'Discarded', shape: 'struck', ink: 'var(--ink3)' },
};

const WISHES: Readonly<Record<string, string>> = {
  discard: 'Its worker is asked to discard it',
  reset: 'Its worker is asked to discard it and its branch',
  restore: 'Its worker is asked to restore it',
};

export const stateOf = (workspace: Workspace): Said => STATES[workspace.state];

export const wishOf = ({ wish }: Workspace): string | null => (wish === '' ? null : (WISHES[wish] ?? wish));

export const KINDS: Readonly<Record<string, string>> = { clone: 'own clone', worktree: 'git worktree', in_place: 'the repository itself', directory: 'plain directory' };

/** What there is in it: work in no commit, commits, or nothing. */
export function contentOf({ dirty, head_commit, base_commit, state }: Workspace): string {
  if (state === 'discarded') return '';
  if (dirty) return 'has work in no commit';
  return head_commit && head_commit !== base_commit ? 'all committed' : 'nothing in it';
}

/** Of its branch and its target, as its worker counted them; null: nobody has, or it is no repository. */
export function distanceOf({ ahead, behind, state }: Workspace): { short: string; words: string } | null {
  if (state === 'discarded' || ahead === null || ahead === undefined || behind === null || behind === undefined) return null;
  return { short: `${ahead}↑ ${behind}↓`, words: `${many(ahead, 'commit')} ahead of its target, ${behind} behind` };
}

/** What lies in its folder; null: not measured, or the files are the user's own. */
export const diskOf = ({ disk, disk_cut, state }: Workspace): string | null => (state === 'discarded' || disk === null || disk === undefined ? null : sized(disk, disk_cut));

/** Of all of them. One that was not measured to its end, or not yet, makes it a "more than". */
export function diskOfAll(all: readonly Workspace[]): string | null {
  const ours = all.filter((one) => one.state !== 'discarded' && one.strategy !== 'in_place');
  const known = ours.filter((one) => typeof one.disk === 'number');
  if (known.length === 0) return null;
  const sum = known.reduce((total, one) => total + (one.disk ?? 0), 0);
  return sized(sum, known.length < ours.length || known.some((one) => one.disk_cut));
}

const sized = (n: number, cut: boolean): string => `${cut ? 'more than ' : ''}${bytes(n)}`;

export const nameOf = ({ number, branch }: Workspace): string => (typeof number === 'number' ? `T-${number}` : (branch ?? 'no task'));

/** What discarding leaves: never nothing, where there was something. */
export function leavesOf({ strategy, branch }: Workspace): string {
  if (strategy === 'directory') return 'A plain directory has no snapshot, so its worker will refuse. Remove it by hand.';
  if (strategy === 'in_place') return 'The files are your own and stay. Only our mark on them goes.';
  const kept = branch ? `The branch ${branch} stays. ` : '';
  return `The folder goes from its worker's disk. ${kept}Everything in the folder, also what is in no commit, is kept under a snapshot first, and Restore makes a branch of it again.`;
}

export const canDiscard = ({ state, wish }: Workspace): boolean => state !== 'discarded' && wish === '';
export const canRestore = ({ ref, wish }: Workspace): boolean => ref !== '' && wish === '';
