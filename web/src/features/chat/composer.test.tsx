import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Message, Run, Task } from '@/api/types';
import { Composer } from './composer';
import { inOrder } from './conversation';
import { useOutbox } from './outbox';
import { newest } from './use-conversations';
import { whenRead } from './when';

const task = (status: Task['status']): Task => ({
  id: 't', org: 'o', project: 'p', number: 7, title: 'T', status, position: 'a', created_at: '', updated_at: '', attempts: 0, created_by: '', depends_on: [], description: '',
  executable: true, labels: [], note: '', open_questions: 0, priority: 'normal', runs: 1, task_type: 'feature',
});

let calls: { path: string; body: unknown; key: string | null }[] = [];
let up = true;

beforeEach(() => {
  localStorage.clear();
  useOutbox.setState({}, true);
  [calls, up] = [[], true];
  globalThis.fetch = async (given) => {
    const request = given instanceof Request ? given : new Request(given);
    calls.push({ path: new URL(request.url).pathname, body: JSON.parse(await request.clone().text()), key: request.headers.get('idempotency-key') });
    return up ? Response.json({}) : Response.json({ detail: 'The disk is full.', code: 'full' }, { status: 507 });
  };
});
afterEach(cleanup);

const write = (text: string) => {
  const box = screen.getByRole('textbox', { name: 'Write to T-7' });
  fireEvent.change(box, { target: { value: text } });
  fireEvent.keyDown(box, { key: 'Enter', metaKey: true });
};

test('it says when the agent will read it', () => {
  expect(whenRead({ status: 'running', open_questions: 0 }).words).toBe('It reads this at its next step.');
  for (const status of ['review', 'failed', 'done'] as const) expect(whenRead({ status, open_questions: 0 }).starts).toBe(true);
  for (const status of ['backlog', 'queued', 'merging', 'cancelled'] as const) expect(whenRead({ status, open_questions: 0 }).words).toMatch(/^Kept with the task/);
});

test('words to a run at work are a message; after it they begin another run', async () => {
  const { rerender } = render(<Composer task={task('running')} />);
  write('Mind the clock.');
  await expect.poll(() => calls[0]?.path).toMatch(/\/tasks\/7\/messages$/);
  rerender(<Composer task={task('review')} />);
  expect(screen.getByText('This starts a new run with these words.')).toBeTruthy();
  write('Once more.');
  await expect.poll(() => calls[1]?.path).toMatch(/\/tasks\/7\/continue$/);
  await expect.poll(() => screen.queryByRole('status')).toBeNull();
});

test('what could not be sent stays, also for the next visit, and is sent once', async () => {
  up = false;
  render(<Composer task={task('running')} />);
  write('Mind the clock.');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The disk is full.');
  up = true;
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
  await expect.poll(() => screen.queryByRole('alert')).toBeNull();
  expect(calls[0]?.key).toBe(calls[1]?.key);
  localStorage.setItem('taskyard.unsent.7', '["Left from yesterday"]');
  cleanup();
  useOutbox.setState({}, true);
  render(<Composer task={task('running')} />);
  expect(await screen.findByText('Left from yesterday')).toBeTruthy();
});

test('a draft is kept for each task', () => {
  const { unmount } = render(<Composer task={task('running')} />);
  fireEvent.change(screen.getByRole('textbox', { name: 'Write to T-7' }), { target: { value: 'half a tho' } });
  unmount();
  render(<Composer task={task('running')} />);
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Write to T-7' }).value).toBe('half a tho');
});

test('a conversation is in the order of time, with the words that began a run', () => {
  const message = { id: 'm', at: '2026-01-01T10:00:00Z' } as Message;
  const run = (id: string, queued_at: string, prompt_extra: string) => ({ id, number: Number(id.slice(1)), queued_at, prompt_extra }) as Run;
  const found = inOrder([message], [run('r1', '2026-01-01T09:00:00Z', ''), run('r2', '2026-01-01T11:00:00Z', 'Once more.'), run('r3', '2026-01-01T11:30:00Z', 'Once more.'), run('r4', '2026-01-01T12:00:00Z', 'You asked: a\nThe answer: b')]);
  expect(found.map((one) => one.id)).toEqual(['m', 'r2']);
});

test('a task is one conversation, by what was said last', () => {
  const talk = (number: number, last: string) => ({ number, last, at: '', by: '' });
  expect(newest([talk(1, 'new'), talk(2, 'x'), talk(1, 'old')]).map((one) => one.last)).toEqual(['new', 'x']);
});
