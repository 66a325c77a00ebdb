import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keys } from '@/api/keys';
import type { StartStep } from '@/api/types';
import { recall } from '@/lib/shelf';
import { hideFirstSteps } from '@/lib/steps';
import { serve } from '@/testing/server';
import { show } from '@/testing/show';
import { Checklist, type StepCode } from './checklist';

beforeEach(() => {
  localStorage.clear();
  hideFirstSteps(false);
});
afterEach(cleanup);

const CODES: readonly StepCode[] = ['server', 'project', 'agent', 'worker', 'task', 'answer', 'merge'];
const rows = (done: number): StartStep[] => CODES.map((code, place) => ({ code, done: place < done, title: `Step ${code}`, words: `words of ${code}`, command: place < done ? null : `taskyard ${code}` }));

function open(done: number) {
  let now = rows(done);
  serve(({ path }) => (path.endsWith('/start') ? { rows: now } : { items: [] }));
  const acts: StepCode[] = [];
  const { client } = show(() => (
    <>
      <p>board</p>
      <Checklist onAct={(code) => acts.push(code)} />
    </>
  ));
  const set = (next: number) => {
    now = rows(next);
    return client.invalidateQueries({ queryKey: keys.start });
  };
  return { acts, set };
}

test('the first step that is not done is open, with its words, its command and its act', async () => {
  const { acts } = open(1);
  expect(await screen.findByText('1 of 7')).toBeTruthy();
  expect(screen.getByRole('button', { name: /^Step project/ }).getAttribute('aria-expanded')).toBe('true');
  expect(screen.getByText('words of project')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Copy the command: Step project' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'New project' }));
  expect(acts).toEqual(['project']);
});

test('any other step can be opened', async () => {
  const { acts } = open(1);
  fireEvent.click(await screen.findByRole('button', { name: /^Step task/ }));
  fireEvent.click(screen.getByRole('button', { name: 'New task' }));
  expect(acts).toEqual(['task']);
  expect(screen.getByRole('button', { name: /^Step project/ }).getAttribute('aria-expanded')).toBe('false');
});

test('it follows what is so, and leaves by itself when all is done', async () => {
  const { set } = open(6);
  await screen.findByText('6 of 7');
  await set(7);
  await waitFor(() => expect(screen.queryByRole('region', { name: 'First steps' })).toBeNull());
});

test('it can be hidden, and stays hidden', async () => {
  open(2);
  fireEvent.click(await screen.findByRole('button', { name: 'Hide' }));
  expect(screen.queryByRole('region', { name: 'First steps' })).toBeNull();
  expect(recall('start')).toBe('hidden');
});
