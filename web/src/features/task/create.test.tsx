import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recall } from '@/lib/shelf';
import { type Call, serve } from '@/testing/server';
import { Create, numbersIn } from './create';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const core = { id: 'p1', name: 'core', org: 'default', paused: false, repository: null, target: 'main', settings: {}, inherited: {}, budget: null, created_at: '', updated_at: '' };
const made: [number, boolean][] = [];
let closed = 0;

function show() {
  made.length = 0;
  closed = 0;
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <Create projects={[core]} agents={['scripted']} onClose={() => (closed += 1)} onMade={(task, queued) => made.push([task.number, queued])} />
    </QueryClientProvider>,
  );
}

const isAdd = ({ method, path }: Call) => method === 'POST' && path === '/api/v1/tasks';
const title = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Title' });
const write = (text: string) => fireEvent.change(title(), { target: { value: text } });

test('a task is queued with what was written, and the draft is gone', async () => {
  const calls = serve((call) => (isAdd(call) ? { id: 'x', number: 7 } : null));
  show();
  write('Fix the flaky test');
  fireEvent.change(screen.getByRole('combobox', { name: 'Priority' }), { target: { value: 'high' } });
  fireEvent.click(screen.getByRole('button', { name: /Queue it/ }));
  await waitFor(() => expect(made).toEqual([[7, true]]));
  expect(calls.find(isAdd)?.body).toMatchObject({ title: 'Fix the flaky test', priority: 'high', project: 'core', agent: null, depends_on: [], enqueue: true });
  expect(closed).toBe(1);
  expect(recall('draft.task')).toBeNull();
});

test('an empty title is said beside its input, and nothing is sent', () => {
  const calls = serve(() => null);
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Save to backlog' }));
  expect(title().getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText('Say in one line what is wanted.')).toBeTruthy();
  expect(calls).toEqual([]);
});

test("the server's words stand at the input that they are about, and the draft stays", async () => {
  serve((call) =>
    isAdd(call) ? Response.json({ code: 'invalid', detail: 'title: must be one line', field: 'title', errors: [{ field: 'title', message: 'must be one line' }] }, { status: 422 }) : null,
  );
  show();
  write('two');
  fireEvent.click(screen.getByRole('button', { name: 'Save to backlog' }));
  await screen.findByText('must be one line');
  expect(title().value).toBe('two');
  cleanup();
  show();
  expect(title().value).toBe('two');
});

test('tasks to wait for are named by number', async () => {
  const calls = serve((call) => (isAdd(call) ? { id: 'x', number: 8 } : { id: `id-${call.path.split('/').at(-1)}`, number: 3 }));
  show();
  write('After the other');
  fireEvent.click(screen.getByRole('button', { name: /Wait for other tasks/ }));
  fireEvent.change(screen.getByRole('textbox', { name: 'After' }), { target: { value: 'T-3' } });
  fireEvent.click(screen.getByRole('button', { name: /Queue it/ }));
  await waitFor(() => expect(made).toEqual([[8, true]]));
  expect(calls.find(isAdd)?.body).toMatchObject({ depends_on: ['3'] });
});

test.each([
  ['T-12, 14', [12, 14]],
  ['#3 t4', [3, 4]],
  ['', []],
  ['T-x', null],
])('numbers in %j', (text, found) => {
  expect(numbersIn(text)).toEqual(found);
});
