import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Task } from '@/api/types';
import { Changes } from './changes';
import { run, serve, show, task } from './fake.test-data';

const realFetch = globalThis.fetch;
beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  globalThis.fetch = realFetch;
});

const look = (more: Partial<Task> = {}) => show(() => <Changes task={task(more)} />);
const line = async (text: string) => (await screen.findByText(text)).closest<HTMLElement>('.diff-line')!;
const note = async (on: string, text: string) => {
  fireEvent.click(await line(on)); // its number: the line itself, beside its code
  fireEvent.change(await screen.findByRole('textbox', { name: /Note on/ }), { target: { value: text } });
  fireEvent.click(screen.getByRole('button', { name: /Add to review/ }));
};

test('a click on a number opens a note; all notes are sent as one review, with the lines they quote', async () => {
  const sent = serve();
  look();
  await note('deadline = monotonic()', 'Say why.');
  await note('deadline = time()', 'Keep the old one, too.');
  fireEvent.click(screen.getByRole('button', { name: /Request changes/ }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Request changes' }));
  expect(within(dialog.getByRole('list', { name: 'Notes' })).getAllByRole('listitem')).toHaveLength(2);
  fireEvent.change(dialog.getByRole('textbox', { name: 'In short' }), { target: { value: 'Nearly.' } });
  fireEvent.click(dialog.getByRole('button', { name: /Send to the agent/ }));
  await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
  expect(sent).toEqual([
    {
      path: '/tasks/7/request-changes',
      body: {
        text: 'Nearly.',
        remarks: [
          { path: 'src/lease.py', line: 2, quote: 'deadline = monotonic()', text: 'Say why.' },
          { path: 'src/lease.py', line: null, quote: '-deadline = time()', text: 'Keep the old one, too.' },
        ],
      },
    },
  ]);
});

test('C on the line that has the focus opens a note, and nothing else hears it', async () => {
  serve();
  look();
  const heard = fireEvent.keyDown(await line('keep'), { key: 'c' });
  expect(heard).toBe(false);
  expect(await screen.findByRole('textbox', { name: 'Note on lease.py, line 1' })).toBeTruthy();
});

test('an empty review cannot be sent', async () => {
  const sent = serve();
  look();
  fireEvent.click(await screen.findByRole('button', { name: /Request changes/ }));
  expect(screen.getByRole('button', { name: /Send to the agent/ })).toHaveProperty('disabled', true);
  expect(sent).toEqual([]);
});

test('what the server refuses stays written, with its words and Retry', async () => {
  const sent = serve({ refuse: true });
  look();
  await note('keep', 'Say why.');
  fireEvent.click(screen.getByRole('button', { name: /Request changes/ }));
  fireEvent.click(await screen.findByRole('button', { name: /Send to the agent/ }));
  expect((await screen.findByRole('alert')).textContent).toContain('the branch has moved');
  expect(screen.getByRole('list', { name: 'Notes' }).textContent).toContain('Say why.');
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
  await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
  expect(sent).toHaveLength(2);
});

test('the dialog of an approval says where to, how, what the checks said, and approves what was looked at', async () => {
  const checks = [
    { command: 'make test', exit_code: 0, seconds: 2, tail: '12 passed', tree: 't', passed: true },
    { command: 'make lint', exit_code: 1, seconds: 1, tail: 'E501', tree: 't', passed: false },
  ];
  const sent = serve({ runs: [run({ evidence: checks })] });
  look();
  await note('keep', 'Not sent.');
  fireEvent.click(screen.getByRole('button', { name: 'Approve & merge' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Approve & merge' }));
  expect(dialog.getByText('trunk')).toBeTruthy();
  expect(dialog.getByText(/squash/)).toBeTruthy();
  expect(dialog.getByText(/^passed in/)).toBeTruthy();
  expect(dialog.getByText(/^failed \(1\) in/)).toBeTruthy();
  expect(dialog.getByText(/1 note of yours will not be sent/)).toBeTruthy();
  fireEvent.click(dialog.getByRole('button', { name: /Approve & merge/ }));
  await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
  expect(sent).toEqual([{ path: '/tasks/7/approve', body: { head_commit: 'c0ffee0000', text: '', remove_workspace: false } }]);
});

test('its workspace goes with the merge when that is ticked', async () => {
  const sent = serve();
  look();
  fireEvent.click(await screen.findByRole('button', { name: 'Approve & merge' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Approve & merge' }));
  const tick = dialog.getByRole('checkbox', { name: /Remove the workspace afterwards/ });
  expect(tick).toHaveProperty('checked', false);
  fireEvent.click(tick);
  fireEvent.click(dialog.getByRole('button', { name: /Approve & merge/ }));
  await expect.poll(() => sent).toEqual([{ path: '/tasks/7/approve', body: { head_commit: 'c0ffee0000', text: '', remove_workspace: true } }]);
});

test('a merge that did not fit says where, and one click sends the agent to resolve it', async () => {
  const sent = serve({ runs: [run(), run({ id: '02run', kind: 'merge', status: 'failed', reason: 'git_failed', conflicts: ['src/lease.py', 'README.md'] })] });
  look({ run: '02run' });
  expect((await screen.findAllByRole('list', { name: 'Conflicting files' }))[0]?.textContent).toBe('src/lease.pyREADME.md');
  fireEvent.click(screen.getByRole('button', { name: 'Let the agent resolve it' }));
  await expect.poll(() => sent).toEqual([{ path: '/tasks/7/continue', body: { text: '' } }]);
});

test('where nothing was changed, it can be accepted without a merge', async () => {
  const sent = serve({ patch: '' });
  look();
  fireEvent.click(await screen.findByRole('button', { name: 'Accept as done' }));
  await expect.poll(() => sent).toEqual([{ path: '/tasks/7/accept', body: { text: '' } }]);
});

test('a viewed file is folded, and still is when the page comes back', async () => {
  serve();
  look();
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Viewed src/lease.py' }));
  expect(screen.queryByText('keep')).toBeNull();
  cleanup();
  look();
  expect(await screen.findByRole('checkbox', { name: 'Viewed src/lease.py', checked: true })).toBeTruthy();
  expect(screen.queryByText('keep')).toBeNull();
});

test('a task at work shows what it had, and takes no verdict', async () => {
  serve({ reviews: [{ id: 'r', author: 'key:me', verdict: 'request_changes', text: 'Nearly.', remarks: [{ path: 'a.py', line: 3, quote: 'x', text: 'why' }], at: '2026-01-01T00:00:00Z', head_commit: 'c0ffee0000' }] });
  look({ status: 'running' });
  expect(await screen.findByText('The agent is at work')).toBeTruthy();
  expect(await screen.findByText('1 earlier review')).toBeTruthy();
  expect(await line('keep')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Approve/ })).toBeNull();
});
