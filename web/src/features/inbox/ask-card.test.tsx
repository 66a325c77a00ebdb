import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '@/api/types';
import { recall } from '@/lib/shelf';
import { draftName, useSent } from './answer';
import { AskCard } from './ask-card';
import { type Call, refusal, serve } from '@/testing/server';
import { permission, question } from './fake.test-data';

beforeEach(() => {
  localStorage.clear();
  useSent.setState({}, true);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const show = (message: Message, where: 'inbox' | 'task' | 'transcript' = 'task') =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <AskCard message={message} where={where} />
    </QueryClientProvider>,
  );

const isAnswer = ({ method, path }: Call) => method === 'POST' && path.endsWith('/answer');

test('a choice is shown as decided at once, and sent word by word', async () => {
  const calls = serve((call) => (isAnswer(call) ? question({ state: 'answered', answer: 'Keep both (recommended)', answered_by: 'key:ada' }) : null));
  show(question());
  expect(screen.getByText('agent’s preference')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /Keep both/ }));
  expect(screen.queryByRole('list', { name: 'Choices' })).toBeNull();
  expect(screen.getByText(/sending/)).toBeTruthy();
  await screen.findByText(/ada/);
  expect(calls.find(isAnswer)?.body).toEqual({ text: 'Keep both (recommended)' });
});

test('a refused answer is taken back with the reason, and a retry counts as the same', async () => {
  let up = false;
  const calls = serve((call) => (isAnswer(call) ? (up ? question({ state: 'answered', answer: 'two words', answered_by: 'key:ada' }) : refusal('conflict', 'The database is read only.')) : null));
  show(question());
  const box = screen.getByRole('textbox', { name: 'Reply in your own words' });
  fireEvent.change(box, { target: { value: 'two words' } });
  fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
  await screen.findByText(/The database is read only/);
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply in your own words' }).value).toBe('two words');
  up = true;
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
  await screen.findByText(/ada/);
  const keys = calls.filter(isAnswer).map((one) => one.key);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  expect(recall(draftName('01a'))).toBeNull();
});

test('who was quicker is named, and what was written here stays', async () => {
  serve((call) => (isAnswer(call) ? refusal('already_answered', 'already answered by key:bob', { answer: 'Squash', by: 'key:bob' }) : null));
  show(question());
  const box = screen.getByRole('textbox', { name: 'Reply in your own words' });
  fireEvent.change(box, { target: { value: 'Neither, wait.' } });
  fireEvent.click(screen.getByRole('button', { name: /^Reply/ }));
  const status = await screen.findByRole('status');
  expect(within(status).getByText(/bob was quicker/)).toBeTruthy();
  expect(within(status).getByText('Neither, wait.')).toBeTruthy();
  expect(screen.getByText('Squash')).toBeTruthy();
});

test('keys decide only after they could have been meant for this, and not while they are held', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const calls = serve(() => question({ state: 'answered' }));
  show(question());
  fireEvent.keyDown(document.body, { key: '1' });
  expect(calls.filter(isAnswer)).toHaveLength(0);
  vi.advanceTimersByTime(500);
  fireEvent.keyDown(document.body, { key: '1', repeat: true });
  expect(screen.getByRole('list', { name: 'Choices' })).toBeTruthy();
  fireEvent.keyDown(document.body, { key: '1' });
  expect(screen.queryByRole('list', { name: 'Choices' })).toBeNull();
});

test('a denial takes a reason, which goes to the agent as a word after it', async () => {
  const calls = serve((call) => (isAnswer(call) ? permission({ state: 'answered', answer: 'deny', answered_by: 'key:ada' }) : null));
  show(permission());
  expect(screen.getByText('rm -r build')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /Deny/ }));
  fireEvent.change(screen.getByRole('textbox', { name: 'Why not' }), { target: { value: 'Only empty it.' } });
  fireEvent.keyDown(screen.getByRole('textbox', { name: 'Why not' }), { key: 'Enter', ctrlKey: true });
  await waitFor(() => expect(calls.filter((one) => one.method === 'POST')).toHaveLength(2));
  const [first, second] = calls.filter((one) => one.method === 'POST');
  expect(first?.body).toEqual({ text: 'deny' });
  expect(second?.path).toMatch(/\/tasks\/t1\/messages$/);
  expect(second?.body).toEqual({ text: 'Only empty it.' });
});

test('what has expired cannot be allowed, only asked for again or denied', () => {
  serve(() => null);
  show(permission({ expires_at: '2020-01-01T00:00:00Z' }));
  const rows = within(screen.getByRole('list', { name: 'Choices' })).getAllByRole('button').map((one) => one.textContent);
  expect(rows.some((one) => one?.includes('Allow'))).toBe(false);
  expect(rows[0]).toContain('Let the agent ask again');
});

test('an answered one stays readable, with who and when', async () => {
  serve(() => null);
  show(permission({ state: 'answered', answer: 'allow', answered_by: 'key:ada', answered_at: '2026-01-01T10:00:00Z', delivered_at: '2026-01-01T10:00:01Z' }), 'transcript');
  expect(screen.getByText('Allowed once')).toBeTruthy();
  expect(screen.getByText(/ada/).textContent).toContain('the agent has read it');
  expect(screen.queryByRole('button')).toBeNull();
});
