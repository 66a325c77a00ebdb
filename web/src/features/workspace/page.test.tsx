import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Workspace } from '@/api/types';
import { Workspaces } from './page';

const realFetch = globalThis.fetch;
let asked: string[] = [];
afterEach(() => {
  cleanup();
  globalThis.fetch = realFetch;
});

const AT = '2026-01-01T00:00:00Z';
const one = (task: string, more: Partial<Workspace> = {}): Workspace => ({
  worker: 'w1', task, number: TASKS[task.slice(1)]?.number ?? null, title: TASKS[task.slice(1)]?.title ?? null, org: 'default', project: 'p', path: `/work/${task}`, strategy: 'clone', branch: `taskyard/${task}`, base_commit: 'aaa', head_commit: 'bbb', dirty: false, ahead: null, behind: null, disk: null, disk_cut: false, state: 'active', wish: '', ref: '', note: '', seen_at: AT, ...more,
});

const TASKS: Record<string, { id: string; number: number; title: string; status: string; run: string | null; created_at: string }> = {
  1: { id: 't1', number: 1, title: 'Reviewed', status: 'review', run: 'r1', created_at: AT },
  2: { id: 't2', number: 2, title: 'Merged', status: 'done', run: null, created_at: AT },
};

function serve(workspaces: readonly Workspace[], answers: Record<string, object> = {}): string[] {
  const sent: string[] = [];
  asked = [];
  globalThis.fetch = async (given) => {
    const request = new Request(given);
    const path = new URL(request.url).pathname.replace(/^.*\/api\/v1/, '');
    if (request.method === 'POST') sent.push(`${path} ${await request.text()}`.trim());
    asked.push(path);
    if (path === '/workspaces') return Response.json({ items: workspaces, next: null });
    if (path.startsWith('/runs/')) return Response.json({ kind: 'merge', status: 'failed', conflicts: ['a.py'] });
    const found = answers[path] ?? TASKS[path.slice('/tasks/'.length)];
    return found === undefined && request.method === 'GET' ? Response.json({ code: 'not_found', detail: 'no' }, { status: 404 }) : Response.json(found ?? { items: [] });
  };
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const page = () => <Workspaces project={undefined} workerOf={() => 'anvil'} />;
  const router = createRouter({ routeTree: createRootRoute({ component: page }), history: createMemoryHistory() });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return sent;
}

test('each says its task, what is in it and where it conflicts; one without a task is an orphan', async () => {
  serve([one('t1', { dirty: true }), one('t2', { state: 'merged' }), one('t9', { state: 'kept' })]);
  const [first, second, third] = (await screen.findByRole('list', { name: 'On disk' })).children as unknown as HTMLElement[];
  expect(await within(first!).findByRole('link', { name: /Review.*T-1.*Reviewed/ })).toBeTruthy();
  expect(within(first!).getByText('has work in no commit')).toBeTruthy();
  expect(await within(first!).findByText(/conflicts in 1 file/)).toBeTruthy();
  expect(within(first!).getByRole('link', { name: 'Review & merge T-1' }).getAttribute('href')).toContain('tab=changes');
  expect(await screen.findByText(/Orphan/)).toBeTruthy();
  const orphan = [second, third].find((row) => row!.textContent.includes('Orphan'));
  expect(within(orphan!).queryByRole('link')).toBeNull();
});

test('each says how far it is from its target and how much it holds, and the head sums that up', async () => {
  serve([one('t1', { ahead: 3, behind: 0, disk: 1_500_000 }), one('t2', { state: 'merged', ahead: 0, behind: 1, disk: 500_000, disk_cut: true }), one('t9', { state: 'kept' })]);
  const [first, second, last] = (await screen.findByRole('list', { name: 'On disk' })).children as unknown as HTMLElement[];
  expect(within(first!).getByText('3 commits ahead of its target, 0 behind')).toBeTruthy();
  expect(within(first!).getByText('3↑ 0↓').getAttribute('aria-hidden')).toBe('true');
  expect(within(first!).getByText(/1\.5 MB/)).toBeTruthy();
  const [kept, merged] = last!.textContent.includes('T-2') ? [second, last] : [last, second];
  expect(within(merged!).getByText(/more than 500 kB/)).toBeTruthy();
  expect(within(kept!).queryByText(/ahead|kB/)).toBeNull();
  expect(screen.getByText('3 workspaces on disk, 2 of tasks that have ended · more than 2.0 MB')).toBeTruthy();
});

test('only of tasks that go on is more asked than what the list says', async () => {
  serve([one('t1'), one('t2', { state: 'merged' }), one('t9', { state: 'kept' })]);
  expect(await screen.findByRole('link', { name: /T-2.*Merged/ })).toBeTruthy();
  await expect.poll(() => asked).toContain('/runs/r1');
  expect(asked.filter((path) => path.startsWith('/tasks/'))).toEqual(['/tasks/1']);
});

test('discarding asks first, and says what is kept', async () => {
  const sent = serve([one('t2', { state: 'merged' })]);
  fireEvent.click(await screen.findByRole('button', { name: 'Discard the workspace of T-2' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Discard the workspace of T-2?' }));
  expect(dialog.getByText(/kept under a snapshot first/)).toBeTruthy();
  expect(sent).toEqual([]);
  fireEvent.click(dialog.getByRole('button', { name: 'Discard' }));
  await expect.poll(() => sent).toEqual(['/workspaces/t2/discard']);
});

test('a discarded one is folded away, and can be restored from its snapshot', async () => {
  const sent = serve([one('t2', { state: 'discarded', ref: 'refs/taskyard/snapshots/x' })]);
  fireEvent.click(await screen.findByRole('button', { name: 'Show 1 discarded' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Restore the workspace of T-2' }));
  await expect.poll(() => sent).toEqual(['/workspaces/t2/restore']);
});

test('one that its worker is asked to discard waits, and is not asked twice', async () => {
  serve([one('t2', { state: 'merged', wish: 'discard' })]);
  expect(await screen.findByText(/asked to discard it/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Discard/ })).toBeNull();
});

test('cleaning up tells how many go, and why others stay', async () => {
  const sent = serve([one('t2', { state: 'merged' })], { '/workspaces/cleanup': { count: 1, asked: ['t2'], left: { t1: 'its task has not ended', t3: 'its task has not ended' } } });
  fireEvent.click(await screen.findByRole('button', { name: 'Clean up…' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Clean up' }));
  expect(await screen.findByText(/1 workspace goes/)).toBeTruthy();
  expect(screen.getByText('2 workspaces left alone: its task has not ended')).toBeTruthy();
  expect(sent).toEqual(['/workspaces/cleanup {"project":null,"unmerged":false}']);
});
