import type { Spec } from './spec';
import { LIMITS } from './spec-limits';
import { POLICY } from './spec-policy';
import { WORK } from './spec-work';

export const GROUPS = { work: WORK, limits: LIMITS, policy: POLICY } as const;
export type GroupId = keyof typeof GROUPS;
export const GROUP_IDS: readonly GroupId[] = ['work', 'limits', 'policy'];
export const GROUP_WORDS: Record<GroupId, string> = { work: 'Work', limits: 'Limits', policy: 'Policy' };

export const SPECS: readonly Spec[] = GROUP_IDS.flatMap((id) => GROUPS[id].flatMap((section) => section.specs));
export const groupOf = (name: string): GroupId | undefined => GROUP_IDS.find((id) => GROUPS[id].some((section) => section.specs.some((one) => one.name === name)));
