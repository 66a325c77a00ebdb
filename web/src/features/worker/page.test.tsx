import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keys } from '@/api/keys';
import { makeQueryClient } from '@/api/query';
import type { Fleet as FleetNow, FleetRun, FleetWorker, Me } from '@/api/types';
import { Fleet } from './page';

const worker = (name: string, part: Partial<FleetWorker> = {}): FleetWorker => ({
  id: `id-${name}`, name, host: 'forge', status: 'idle', slots: 2, version: '1', agents: ['claude'], tiers: ['none'], projects: [], labels: [],
  heartbeat_at: new Date(Date.now() - 4000).toISOString(), drain: false, note: '', runs: [], ...part,
});
const run = (task: number, part: Partial<FleetRun> = {}): FleetRun => ({
  id: `r${task}`, task, title: 'Mend the lease', kind: 'work', status: 'running', agent: 'claude', since: new Date(Date.now() - 180_000).toISOString(), ask: null, last: 'pytest -q', ...part,
});
const question = { id: 'm1', kind: 'question', text: 'Squash or keep?' } as const;
const fleet = (workers: FleetWorker[], part: Partial<FleetNow> = {}): FleetNow => ({
  workers, depth: { urgent: 1, high: 2, normal: 1004, low: 0 }, queues: { high_priority: 3, default: 1004, low_priority: 0 }, resting: {},
  today: { cost_usd: 0, tokens: 0, runs: 0 }, pace: { done_last_hour: 2, done_last_day: 9, median_seconds: 90, empty_at: null }, ...part,
});

let answers: Record<string, () => Response>;
let asked: string[];

beforeEach(() => {
  asked = [];
  answers = {};
  globalThis.fetch = async (given) => {
    const request = given instanceof Request ? given : new Request(given);
    const call = `${request.method} ${new URL(request.url).pathname.replace(/^.*\/api\/v1/, '')}`;
    asked.push(call);
    return answers[call]?.() ?? Response.json({ detail: `no ${call}` }, { status: 404 });
  };
});
afterEach(cleanup);

async function open(now: FleetNow, { chosen, scope = 'operator' }: { chosen?: string; scope?: Me['scope'] } = {}) {
  answers['GET /fleet'] = () => Response.json(now);
  answers['GET /auth/me'] = () => Response.json({ org: 'default', name: 'key:me', scope });
  const client = makeQueryClient();
  const root = createRootRoute({ component: () => <Fleet chosen={chosen} onChoose={() => undefined} /> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  await screen.findByRole('complementary', { name: 'Queue and pace', hidden: true });
  return client;
}

const card = (name: string) => within(screen.getByRole('listitem', { name: new RegExp(`^${name},`) }));

test('a card says what its worker does, and since when', async () => {
  await open(fleet([worker('anvil-1', { status: 'busy', runs: [run(7)] })]));
  const found = card('anvil-1');
  expect(found.getByRole('link', { name: 'T-7 Mend the lease' }).getAttribute('href')).toContain('/tasks/7');
  expect(found.getByText('pytest -q')).toBeTruthy();
  expect(found.getByText('1 of 2 slots')).toBeTruthy();
  expect(found.getByText(/^seen \ds ago$/)).toBeTruthy();
});

test('who waits on a person comes first, and its question leads to the task', async () => {
  await open(fleet([worker('anvil-1'), worker('anvil-2', { status: 'offline' }), worker('anvil-10', { status: 'waiting', runs: [run(9, { status: 'waiting', ask: question })] })]));
  const names = within(screen.getByRole('list', { name: 'Workers' })).getAllByRole('link', { name: /details$/ });
  expect(names.map((one) => one.textContent)).toEqual(['anvil-10', 'anvil-1', 'anvil-2']);
  expect(card('anvil-10').getByRole('link', { name: 'Asks you: Squash or keep?' }).getAttribute('href')).toContain('/tasks/9');
  expect(screen.getByText('1 waiting on you · 1 idle · 1 offline · 1 open question')).toBeTruthy();
});

test('draining asks first, says what becomes of the work, and stays open with the reason when refused', async () => {
  await open(fleet([worker('anvil-1', { status: 'busy', runs: [run(7), run(8, { status: 'waiting', ask: question })] })]));
  fireEvent.click(await screen.findByRole('button', { name: 'Drain anvil-1' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Drain anvil-1?' }));
  expect(dialog.getByText(/^1 run may finish/)).toBeTruthy();
  expect(dialog.getByText(/^1 run with an open question is parked/)).toBeTruthy();
  answers['POST /workers/id-anvil-1/drain'] = () => Response.json({ detail: 'The disk is full.' }, { status: 507 });
  fireEvent.click(dialog.getByRole('button', { name: 'Drain it' }));
  expect((await dialog.findByRole('alert')).textContent).toBe('The disk is full.');
  answers['POST /workers/id-anvil-1/drain'] = () => Response.json({});
  fireEvent.click(dialog.getByRole('button', { name: 'Try again' }));
  await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
  expect(card('anvil-1').getByText('Draining')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Drain anvil-1' })).toBeNull();
});

test('who may only look is offered nothing to do', async () => {
  await open(fleet([worker('anvil-1')]), { scope: 'viewer' });
  await expect.poll(() => asked).toContain('GET /auth/me');
  expect(screen.queryByRole('button', { name: 'Drain anvil-1' })).toBeNull();
});

test('without a worker it shows the command that starts one, and tells when it has come', async () => {
  const client = await open(fleet([]));
  expect(screen.getByRole('heading', { name: 'Start a worker' })).toBeTruthy();
  expect(screen.getByText(/^taskyard work --server http/)).toBeTruthy();
  expect(screen.getByText(/^Waiting for a worker to connect/)).toBeTruthy();
  act(() => client.setQueryData(keys.fleet, fleet([worker('anvil-1')])));
  expect(await screen.findByText('anvil-1 connected')).toBeTruthy();
});

test('the address opens the details of a worker', async () => {
  await open(fleet([worker('anvil-1', { status: 'offline', labels: ['gpu'], projects: ['ledger'] })]), { chosen: 'anvil-1' });
  const dialog = within(await screen.findByRole('dialog', { name: 'anvil-1' }));
  for (const words of ['gpu', 'ledger', 'id-anvil-1']) expect(dialog.getByText(words)).toBeTruthy();
  expect(dialog.queryByRole('button', { name: 'Drain' })).toBeNull();
});

test('the right column says what waits, who rests and how fast it goes', async () => {
  const soon = new Date(Date.now() + 600_000).toISOString();
  await open(fleet([worker('anvil-1')], { resting: { claude: soon }, pace: { done_last_hour: 2, done_last_day: 9, median_seconds: 90, empty_at: new Date(Date.now() + 6.34 * 3_600_000).toISOString() } }));
  const aside = within(screen.getByRole('complementary', { name: 'Queue and pace' }));
  expect(aside.getByRole('link', { name: 'Normal 1,004 tasks' }).getAttribute('href')).toContain('prio=normal');
  expect(aside.getByText('high_priority')).toBeTruthy();
  expect(aside.getByRole('heading', { name: 'Agent accounts that rest' })).toBeTruthy();
  expect(aside.getByText(/^6 h 2\d min$/)).toBeTruthy();
  expect(aside.getByText('1m 30s')).toBeTruthy();
});

test('without a pace it says so', async () => {
  await open(fleet([worker('anvil-1')], { pace: { done_last_hour: 0, done_last_day: 0, median_seconds: null, empty_at: null } }));
  expect(screen.getByText('1,007 tasks wait. Nothing was done in the last day, so nobody can say for how long.')).toBeTruthy();
});

test('who has signed off is asked for when the fold is opened', async () => {
  answers['GET /workers'] = () => Response.json({ items: [{ ...worker('anvil-9', { status: 'gone' }), gone_at: new Date(Date.now() - 7_300_000).toISOString() }, { ...worker('anvil-1'), gone_at: null }] });
  await open(fleet([worker('anvil-1')]));
  expect(asked).not.toContain('GET /workers');
  const fold = screen.getByText('Signed off').closest('details');
  fold!.open = true;
  fireEvent(fold!, new Event('toggle'));
  expect(await screen.findByText('anvil-9')).toBeTruthy();
  expect(screen.getByText('2h ago')).toBeTruthy();
});
