import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keys } from '@/api/keys';
import { useSent } from './answer';
import { serve } from '@/testing/server';
import { inbox, item, question } from './fake.test-data';
import { useLater } from './later';
import { InboxPage, type Tab } from './page';

const FIRST = item(question({ id: '01a', text: 'First?', choices: ['yes'] }), 1);
const SECOND = item(question({ id: '01b', text: 'Second?', choices: ['no'] }), 2);

function Held() {
  const [at, setAt] = useState<{ tab: Tab; item: string | null }>({ tab: 'waiting', item: null });
  return <InboxPage {...at} onGo={(tab, one) => setAt({ tab, item: one })} />;
}

beforeEach(() => {
  localStorage.clear();
  useSent.setState({}, true);
  useLater.setState({ until: {} });
});
afterEach(cleanup);

async function show() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData([...keys.inbox, 'waiting'], inbox([FIRST, SECOND]));
  const router = createRouter({ routeTree: createRootRoute({ component: Held }), history: createMemoryHistory() });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  await screen.findByRole('heading', { name: 'First?' });
  return client;
}

test('what is answered makes room for the next', async () => {
  serve(({ method }) => (method === 'POST' ? question({ id: '01a', state: 'answered', answer: 'yes', answered_by: 'key:me' }) : null));
  await show();
  fireEvent.click(screen.getByRole('button', { name: /yes/ }));
  expect(await screen.findByRole('heading', { name: 'Second?' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /T-1/ })).toBeNull();
});

test('what another answers stays open, with who and what', async () => {
  serve(() => null);
  const client = await show();
  client.setQueryData(keys.of(1, 'messages'), [question({ id: '01a', text: 'First?', state: 'answered', answer: 'yes', answered_by: 'key:bob' })]);
  client.setQueryData([...keys.inbox, 'waiting'], inbox([SECOND]));
  expect(await screen.findByText(/bob/)).toBeTruthy();
  expect(screen.getByRole('heading', { name: 'First?' })).toBeTruthy();
});

test('what is put off is hidden, counted, and can be brought back', async () => {
  serve(() => null);
  await show();
  useLater.setState({ until: { '01b': Date.now() + 60_000 } });
  fireEvent.click(await screen.findByText(/1 put off/));
  expect(screen.queryByRole('button', { name: /Second\?/ })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Show T-2 again' }));
  expect(await screen.findByRole('button', { name: /Second\?/ })).toBeTruthy();
});
