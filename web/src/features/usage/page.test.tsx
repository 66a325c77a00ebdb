import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { makeQueryClient } from '@/api/query';
import type { Insights as Known } from '@/api/types';
import { Insights } from './page';

type Day = Known['days'][number];

const day = (name: string, part: Partial<Day> = {}): Day => ({
  day: name, cost_usd: 0, tokens_in: 0, tokens_out: 0, tokens_cached: 0, created: 0, done: 0, failed: 0, waiting_seconds: 0, questions: 0, ...part,
});
const FULL: Known = {
  days: [
    day('2026-11-19', { cost_usd: 1.4, tokens_in: 41_200, tokens_cached: 30_000, tokens_out: 800, created: 3, done: 2 }),
    day('2026-11-20'),
    day('2026-11-21', { cost_usd: 0.004, tokens_in: 100, tokens_out: 5, created: 1, failed: 1, waiting_seconds: 5400, questions: 2 }),
  ],
  agents: [
    { agent: 'claude', runs: 4, succeeded: 3, failed: 1, cancelled: 0, cost_usd: 1.4, median_seconds: 90 },
    { agent: 'codex', runs: 1, succeeded: 0, failed: 0, cancelled: 1, cost_usd: 0, median_seconds: null },
  ],
  waiting: { answered: 1, median_seconds: 125, longest_seconds: 125, open: 1 },
};
const NOTHING: Known = { days: FULL.days.map((one) => day(one.day)), agents: [], waiting: { answered: 0, median_seconds: null, longest_seconds: null, open: 0 } };

let asked: URLSearchParams[] = [];
afterEach(cleanup);

async function open(known: Known | Response, { days, project }: { days?: string; project?: string } = {}) {
  asked = [];
  const chosen: number[] = [];
  globalThis.fetch = async (given) => {
    asked.push(new URL(given instanceof Request ? given.url : given).searchParams);
    return known instanceof Response ? known.clone() : Response.json(known);
  };
  const root = createRootRoute({ component: () => <Insights days={days} project={project} onDays={(next) => chosen.push(next)} /> });
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <RouterProvider router={createRouter({ routeTree: root, history: createMemoryHistory() })} />
    </QueryClientProvider>,
  );
  await screen.findByRole('heading', { name: 'Insights' });
  return chosen;
}

test('the period and the project come from the address', async () => {
  const chosen = await open(FULL, { days: '7', project: 'ledger' });
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({ days: '7', project: 'ledger' });
  expect(screen.getByRole('button', { name: '7 days' }).getAttribute('aria-pressed')).toBe('true');
  fireEvent.click(screen.getByRole('button', { name: '90 days' }));
  expect(chosen).toEqual([90]);
});

test('a period that does not exist is thirty days', async () => {
  await open(FULL, { days: '12' });
  expect(asked[0]?.get('days')).toBe('30');
});

test('each bar says its day and its value, and arrows go from one to the next', async () => {
  await open(FULL);
  const chart = within(await screen.findByRole('group', { name: 'Cost per day' }));
  const bars = chart.getAllByRole('img');
  expect(bars.map((one) => one.getAttribute('aria-label'))).toEqual(['Thu, Nov 19: $1.40', 'Fri, Nov 20: $0.00', 'Sat, Nov 21: $0.004']);
  expect(bars.map((one) => one.tabIndex)).toEqual([-1, -1, 0]);
  bars[2]!.focus();
  fireEvent.keyDown(bars[2]!, { key: 'Home' });
  expect(document.activeElement).toBe(chart.getAllByRole('img')[0]);
  expect(screen.getByText('Thu, Nov 19: $1.40')).toBeTruthy();
});

test('tokens from a cache are part of what was read', async () => {
  await open(FULL);
  const chart = within(await screen.findByRole('group', { name: 'Tokens per day' }));
  expect(chart.getByRole('img', { name: 'Thu, Nov 19: 42k tokens · from a cache 30k · read anew 11k · written 800' })).toBeTruthy();
});

test('every chart is a table, too', async () => {
  await open(FULL);
  await screen.findByRole('group', { name: 'Cost per day' });
  for (const title of ['Cost per day', 'Tokens per day', 'Tasks per day', 'Time waiting on people', 'Success by agent']) {
    fireEvent.click(screen.getByRole('button', { name: `Show as table: ${title}` }));
    expect(screen.getByRole('table', { name: title })).toBeTruthy();
    expect(screen.getByRole('button', { name: `Show as chart: ${title}` })).toBeTruthy();
  }
  const cost = within(screen.getByRole('table', { name: 'Cost per day' }));
  expect(cost.getByRole('row', { name: 'Thu, Nov 19 $1.40' })).toBeTruthy();
  expect(cost.getByRole('row', { name: 'Total $1.40' })).toBeTruthy();
  const agents = within(screen.getByRole('table', { name: 'Success by agent' }));
  expect(agents.getByRole('row', { name: 'claude 4 3 1 0 75% $1.40 1m 30s' })).toBeTruthy();
  expect(agents.getByRole('row', { name: 'codex 1 0 0 1 0% $0.00 –' })).toBeTruthy();
});

test('what waits for people now leads to the inbox', async () => {
  await open(FULL);
  expect((await screen.findByRole('link', { name: '1 open now' })).getAttribute('href')).toBe('/inbox');
  expect(screen.getByText('In all: 1h 30m · 2 questions, 1 answered, the longest 2m 05s, 1 open now')).toBeTruthy();
});

test('a chart without numbers says so instead of drawing bars', async () => {
  await open({ ...NOTHING, days: [day('2026-11-21', { created: 1 })] });
  expect(await screen.findByText('No agent told a cost in these days. Some never do.')).toBeTruthy();
  expect(screen.queryByRole('group', { name: 'Cost per day' })).toBeNull();
  expect(screen.getByRole('group', { name: 'Tasks per day' })).toBeTruthy();
});

test('when nothing happened it says what will stand here', async () => {
  const chosen = await open(NOTHING, { days: '7' });
  expect(await screen.findByText('Nothing happened in these 7 days')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Look at 90 days' }));
  expect(chosen).toEqual([90]);
});

test('what the server refuses is shown with its words', async () => {
  await open(Response.json({ detail: 'there is no project ledger' }, { status: 404 }), { project: 'ledger' });
  expect((await screen.findByRole('alert')).textContent).toContain('there is no project ledger');
});
