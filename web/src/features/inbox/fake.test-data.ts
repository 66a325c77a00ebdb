import type { Inbox, InboxItem, Message } from '@/api/types';

/** What tests of this folder hand in, and the server they talk to. */
export const question = (more: Partial<Message> = {}): Message => ({
  id: '01a', org: 'default', project: 'p1', task: 't1', run: null, kind: 'question', state: 'open', text: 'Squash or keep both?', choices: ['Squash', 'Keep both (recommended)'],
  reply_to: null, author: 'agent:scripted', at: '2026-01-01T00:00:00Z', binds: '', expires_at: null, answer: null, answered_by: null, answered_at: null, delivered_at: null, ...more,
});

export const permission = (more: Partial<Message> = {}): Message =>
  question({ kind: 'permission', text: 'Run the command: rm -r build', choices: ['allow', 'deny'], binds: 'f'.repeat(64), expires_at: '2099-01-01T00:00:00Z', ...more });

export const item = (message: Message, number: number): InboxItem => ({
  kind: 'question', at: message.at, task: { id: `t${number}`, number, title: `Task ${number}`, priority: 'normal', status: 'running', project: 'ledger' },
  run: null, agent: 'scripted', worker: 'anvil', message, reason: null, words: message.text,
});

export const inbox = (items: InboxItem[]): Inbox => ({ counts: { waiting: items.length, review: 0, failed: 0 }, items, next: null });
