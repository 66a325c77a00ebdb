import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useRegistry } from '@/lib/keys';
import { useNotice } from '@/lib/notice';
import { recall } from '@/lib/shelf';
import { type Call, refusal, serve } from '@/testing/server';
import { show } from '@/testing/show';
import { type Part, Settings } from './settings';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const key = (id: string, part: object = {}) => ({ id, name: id, scope: 'worker', created_at: at(-50), preview: `tk_${id}…ff`, old_until: null, expires_at: at(50), revoked_at: null, last_used_at: null, key: null, ...part });

let signedOut = 0;

function open(part: Part, answer: (call: Call) => unknown = () => null, scope = 'admin', org = 'default') {
  signedOut = 0;
  const calls = serve((call) => answer(call) ?? (call.path.endsWith('/auth/me') ? { org, name: 'key:me', scope } : null));
  show(() => <Settings part={part} onPart={() => undefined} onSignedOut={() => (signedOut += 1)} defaults={<p>defaults</p>} />);
  return calls;
}

const button = (name: string | RegExp) => screen.findByRole('button', { name });
const sent = (calls: Call[]) => calls.filter((call) => call.method !== 'GET').map(({ method, path, body }) => [method, path.replace('/api/v1', ''), body]);

test('the secret of a new key is shown once, and stays until it is kept', async () => {
  const calls = open('keys', ({ method, path }) => (path.endsWith('/keys') ? (method === 'POST' ? key('anvil', { key: 'tk_secret' }) : { items: [key('local')] }) : null));
  fireEvent.click(await button('New key'));
  fireEvent.click(await button('Make the key'));
  expect(screen.getByText('Give it a name.')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'anvil' } });
  fireEvent.change(screen.getByLabelText('It may'), { target: { value: 'viewer' } });
  fireEvent.change(screen.getByLabelText('It is good for'), { target: { value: '30' } });
  fireEvent.click(await button('Make the key'));
  expect(await screen.findByText('tk_secret')).toBeTruthy();
  expect(screen.getByText('It is shown this once.')).toBeTruthy();
  expect(sent(calls)).toEqual([['POST', '/keys', { name: 'anvil', scope: 'viewer', expires_days: 30 }]]);
  expect(screen.queryByRole('dialog')).toBeNull();
  fireEvent.click(await button('I have kept it'));
  expect(screen.queryByText('tk_secret')).toBeNull();
});

test('a key is rotated with an overlap, and revoked only after a question', async () => {
  const calls = open('keys', ({ method, path }) => (path.endsWith('/rotate') ? key('anvil', { key: 'tk_new', old_until: at(1) }) : method === 'DELETE' ? new Response(null, { status: 204 }) : path.endsWith('/keys') ? { items: [key('anvil')] } : null));
  fireEvent.click(await button(/^Rotate anvil/));
  fireEvent.change(screen.getByLabelText('The old secret'), { target: { value: '3600' } });
  fireEvent.click(await button('Rotate'));
  expect(await screen.findByText('tk_new')).toBeTruthy();
  fireEvent.click(await button(/^Revoke anvil/));
  expect(screen.getByText(/out within a second/)).toBeTruthy();
  expect(sent(calls)).toHaveLength(1);
  fireEvent.click(await button('Revoke'));
  await waitFor(() => expect(sent(calls)).toEqual([['POST', '/keys/anvil/rotate', { overlap: 3600 }], ['DELETE', '/keys/anvil', null]]));
});

test('keys that ended stand apart and offer nothing', async () => {
  open('keys', ({ path }) => (path.endsWith('/keys') ? { items: [key('good'), key('old', { expires_at: at(-1) }), key('gone', { revoked_at: at(-1) })] } : null));
  const ended = within(await screen.findByRole('list', { name: 'Keys that ended', hidden: true }));
  expect(ended.getAllByRole('listitem', { hidden: true })).toHaveLength(2);
  expect(ended.queryAllByRole('button', { hidden: true })).toEqual([]);
});

test('who may not see keys is told who can', async () => {
  open('keys', ({ path }) => (path.endsWith('/keys') ? Response.json({ code: 'forbidden', detail: 'no' }, { status: 403 }) : null), 'operator', 'north');
  expect(await screen.findByText(/Only an admin of north sees, makes and ends keys; you are signed in as operator/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
});

test('agents say where they can start and when their account rests, profiles what is wrong with them', async () => {
  const calls = open('agents', ({ method, path }) => {
    if (path.endsWith('/agents')) return { items: [{ name: 'claude', workers: ['anvil'], slots: 3, paused_until: at(1) }] };
    if (method === 'POST') return { workers: 1 };
    return { items: [{ worker: 'w', name: 'anvil', asked: false, profiles: [{ name: 'reviewer', file: 'reviewer.md', description: 'Looks', model: 'opus', problem: '' }, { name: 'bad', file: 'bad.md', description: '', model: '', problem: 'has no second line' }] }] };
  });
  expect(await screen.findByText(/its account rests until/)).toBeTruthy();
  expect(screen.getByText(/3 slots on/)).toBeTruthy();
  expect(await screen.findByText(/cannot be used: has no second line/)).toBeTruthy();
  fireEvent.click(await button('Look again'));
  await waitFor(() => expect(sent(calls)).toEqual([['POST', '/profiles/refresh', null]]));
});

test('letters and density are kept in the browser', async () => {
  open('appearance');
  fireEvent.click(await screen.findByLabelText(/Single letters are keys/));
  expect([useRegistry.getState().letters, recall('letters')]).toEqual([false, 'off']);
  fireEvent.click(screen.getByRole('radio', { name: 'Low cards' }));
  expect(recall('board.density')).toBe('compact');
  fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
  expect(document.documentElement.dataset['theme']).toBe('dark');
  useRegistry.getState().setLetters(true);
});

test('the browser is asked only by a click, and quiet hours hold two times', async () => {
  useNotice.setState({ leave: 'default', quiet: null });
  open('notifications');
  expect(await button('Allow notifications')).toBeTruthy();
  fireEvent.click(screen.getByLabelText('Keep quiet at certain hours'));
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '21:30' } });
  fireEvent.change(screen.getByLabelText('To'), { target: { value: '' } });
  expect(useNotice.getState().quiet).toEqual({ from: '21:30', to: '07:00' });
});

test('a link for another browser is made when it is asked for, and one signs out here', async () => {
  open('you', ({ path }) => (path.endsWith('/auth/code') ? { path: '/launch?code=abc', seconds: 300 } : path.endsWith('/logout') ? new Response(null, { status: 204 }) : null));
  fireEvent.click(await button('Make a link'));
  expect(await screen.findByText(/\/launch\?code=abc$/)).toBeTruthy();
  fireEvent.click(await button('Sign out of this browser'));
  await waitFor(() => expect(signedOut).toBe(1));
});

test('only an admin of default sees and makes organisations; the first key is shown once', async () => {
  const own = { id: 'default', name: 'default', created_at: at(-9), settings: {}, effective: {} };
  let refuse = true;
  const calls = open('organisation', ({ method, path }) => {
    if (path.endsWith('/orgs')) return method === 'POST' ? (refuse ? refusal('conflict', 'there is an organisation by that id', { field: 'id' }) : { ...own, id: 'north', key: 'tk_north' }) : { items: [own] };
    return path.endsWith('/org') ? own : null;
  });
  fireEvent.click(await button('New organisation'));
  fireEvent.change(screen.getByLabelText('Id'), { target: { value: 'north' } });
  fireEvent.click(await button('Make it'));
  expect(await screen.findByText('there is an organisation by that id')).toBeTruthy();
  refuse = false;
  fireEvent.click(await button('Make it'));
  expect(await screen.findByText('tk_north')).toBeTruthy();
  expect(sent(calls)[1]).toEqual(['POST', '/orgs', { id: 'north', name: null }]);
  expect(screen.getByText('defaults')).toBeTruthy();
  cleanup();
  open('organisation', ({ path }) => (path.endsWith('/org') ? { ...own, id: 'north', name: 'North' } : null), 'admin', 'north');
  await screen.findByText('defaults');
  expect(screen.queryByRole('button', { name: 'New organisation' })).toBeNull();
});
