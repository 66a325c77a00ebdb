import { expect, test } from 'vitest';
import type { InboxItem } from '@/api/types';
import { fresh, newestOf, noticeOf, spoken } from './notify';

const asked = (id: string, kind: InboxItem['kind'] = 'question'): InboxItem =>
  ({ kind, at: '', task: { id: 't', number: 5, title: 'Mend it', priority: 'normal', status: 'running', project: 'p' }, run: null, agent: null, worker: null, reason: null, words: 'Which?', message: { id, choices: ['a', 'b'] } }) as unknown as InboxItem;

test('only what came after what was there is new, in whatever order it stands', () => {
  const before = newestOf([asked('01b'), asked('01a')], '');
  expect(fresh([asked('01c'), asked('01b')], before).map((one) => one.message?.id)).toEqual(['01c']);
});

test('a question can be answered from its notification, a permission cannot', () => {
  expect(noticeOf(asked('01a'))).toMatchObject({ tag: 'task-5', message: '01a', choices: ['a', 'b'] });
  expect(noticeOf(asked('01a', 'permission')).choices).toEqual([]);
  expect(spoken(asked('01a', 'permission'))).toBe('T-5 asks for permission: Which?');
});
