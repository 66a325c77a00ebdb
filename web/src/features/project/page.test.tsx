import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Call, refusal, serve } from '@/testing/server';
import { show } from '@/testing/show';
import { CreateProject } from './create';
import { dropDrafts } from './data';
import { Projects } from './list';
import { type Part, ProjectPage } from './page';

beforeEach(() => {
  localStorage.clear();
  dropDrafts();
});
afterEach(cleanup);

const core = { id: 'p1', name: 'core', org: 'default', paused: false, repository: '/src/core', target: 'main', settings: { agent: 'claude' }, inherited: { run_timeout: 60 }, budget: null, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };

interface Server {
  scope?: string;
  fresh?: object; // what the server has by the time of saving
  change?: (call: Call) => unknown;
}

function open({ scope = 'admin', fresh = core, change = ({ body }) => ({ ...core, ...(body as object) }) }: Server = {}, first: Part = 'general') {
  const calls = serve((call) => {
    if (call.path.endsWith('/auth/me')) return { org: 'default', name: 'key:me', scope };
    if (call.method === 'PATCH' || call.method === 'DELETE') return change(call);
    if (call.path.endsWith('/projects')) return { items: [core] };
    if (call.path.endsWith('/projects/p1')) return fresh;
    if (call.path.endsWith('/merge-targets')) return { default: 'main', items: ['main', 'next'], seen_at: null };
    return null;
  });
  const gone: string[] = [];
  function Shown() {
    const [part, setPart] = useState(first);
    return <ProjectPage named="core" part={part} onPart={setPart} onRenamed={(name) => gone.push(name)} onRemoved={() => gone.push('removed')} />;
  }
  show(Shown);
  return { calls, gone, patches: () => calls.filter((call) => call.method === 'PATCH').map((call) => call.body) };
}

const type = (name: string | RegExp, text: string) => fireEvent.change(screen.getByLabelText(name), { target: { value: text } });
const tab = (name: string) => fireEvent.click(screen.getByRole('tab', { name }));
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }));

test('changes of several parts are saved at once, over what somebody else has changed meanwhile', async () => {
  const { patches } = open({ fresh: { ...core, settings: { agent: 'claude', rules: 'Be brief.' } } });
  await screen.findByRole('heading', { name: 'core' });
  type('Target branch', 'next');
  tab('Limits');
  type('Tries of a task', '3');
  expect(screen.getByText('2 changes not saved')).toBeTruthy();
  save();
  await waitFor(() => expect(patches()).toEqual([{ target: 'next', settings: { agent: 'claude', rules: 'Be brief.', max_attempts: 3 } }]));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save' })).toBeNull());
});

test('a setting says where its value comes from, and can be given back', async () => {
  const { patches } = open({}, 'limits');
  const row = () => within(screen.getByLabelText('A run may take').closest<HTMLElement>('.grid')!);
  await screen.findByLabelText('A run may take');
  expect(row().getByText('From the organisation')).toBeTruthy();
  tab('Work');
  fireEvent.click(screen.getByRole('button', { name: /give back Agent$/ }));
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Agent' }).value).toBe('scripted');
  save();
  await waitFor(() => expect(patches()).toEqual([{ settings: {} }]));
});

test('a length of time is typed in its unit and sent in seconds', async () => {
  const { patches } = open({}, 'limits');
  const minutes = await screen.findByLabelText<HTMLInputElement>('Silence ends it after');
  expect(minutes.value).toBe('10');
  expect(screen.getByLabelText<HTMLSelectElement>('Unit of Silence ends it after').value).toBe('min');
  type('Silence ends it after', '1.5');
  expect(minutes.value).toBe('1.5');
  save();
  await waitFor(() => expect(patches()).toEqual([{ settings: { agent: 'claude', silence_timeout: 90 } }]));
});

test('a refusal leads to its input, in the server’s words, and the draft stays', async () => {
  open({ change: () => refusal('invalid', 'settings.max_attempts: must be a number', { field: 'settings.max_attempts' }) }, 'limits');
  await screen.findByLabelText('Tries of a task');
  type('Tries of a task', '');
  tab('General');
  save();
  const input = await screen.findByLabelText<HTMLInputElement>('Tries of a task');
  expect(await screen.findByText('must be a number')).toBeTruthy();
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(input.value).toBe('');
  expect(screen.getByRole('alert').textContent).toMatch(/^Not saved/);
  type('Tries of a task', '4');
  expect(screen.queryByText('must be a number')).toBeNull();
});

test('rules are kept in their order', async () => {
  const { patches } = open({}, 'policy');
  fireEvent.click(await screen.findByRole('button', { name: 'Add a rule' }));
  type('Rule 1: tool', 'Bash');
  type('Rule 1: pattern', 'git *');
  fireEvent.change(screen.getByLabelText('Rule 1: what happens'), { target: { value: 'allow' } });
  fireEvent.click(screen.getByRole('button', { name: 'Add a rule' }));
  type('Rule 2: tool', '*');
  type('Rule 2: pattern', '*.env*');
  fireEvent.change(screen.getByLabelText('Rule 2: what happens'), { target: { value: 'deny' } });
  fireEvent.click(screen.getByRole('button', { name: 'Rule 2: up' }));
  save();
  await waitFor(() => expect(patches()).toEqual([{ settings: { agent: 'claude', permissions: ['deny * *.env*', 'allow Bash git *'] } }]));
});

test('options are typed by name, and what looks like a secret is covered', async () => {
  const { patches } = open({}, 'work');
  fireEvent.click(await screen.findByRole('button', { name: 'Add an option' }));
  type('Option 1: name', 'OPENAI_API_KEY');
  type('Option 1: text', 'sk-1');
  expect(screen.getByLabelText<HTMLInputElement>('Option 1: text').type).toBe('password');
  save();
  await waitFor(() => expect(patches()).toEqual([{ settings: { agent: 'claude', agent_options: { OPENAI_API_KEY: 'sk-1' } } }]));
});

test('pausing shows at once, and is put back with the reason when it is refused', async () => {
  let resolve: (answer: Response) => void = () => undefined;
  open({ change: () => new Promise<Response>((done) => (resolve = done)) });
  fireEvent.click(await screen.findByRole('button', { name: 'Pause' }));
  expect(await screen.findByRole('heading', { name: 'It is paused' })).toBeTruthy();
  resolve(refusal('conflict', 'not now'));
  expect(await screen.findByText('not now')).toBeTruthy();
  expect(screen.getByRole('heading', { name: 'It is at work' })).toBeTruthy();
});

test('a project is deleted only when its name is typed, and the words of a refusal stay', async () => {
  let left = true;
  const { gone } = open({ change: () => (left ? refusal('conflict', '6 of its tasks are left; remove them first', { count: 6 }) : new Response(null, { status: 204 })) }, 'danger');
  const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Delete core' });
  expect(button.disabled).toBe(true);
  type('Type core to delete it', 'core');
  fireEvent.click(button);
  expect(await screen.findByText(/6 of its tasks are left/)).toBeTruthy();
  left = false;
  fireEvent.click(button);
  await waitFor(() => expect(gone).toEqual(['removed']));
});

test('who is no admin reads, and is told who can change it', async () => {
  open({ scope: 'viewer' });
  expect(await screen.findByText(/Only an admin of default can change it; you are signed in as viewer/)).toBeTruthy();
  expect(screen.getByLabelText('Name').closest('fieldset')?.disabled).toBe(true);
});

test('a project is made with what was written; a refusal stands at its input and the draft is kept', async () => {
  let taken = true;
  const made: string[] = [];
  const calls = serve((call) => (call.method === 'POST' ? (taken ? refusal('conflict', 'there is a project with that name', { field: 'name' }) : { ...core, id: 'p2' }) : null));
  show(() => <CreateProject onClose={() => undefined} onMade={(project) => made.push(project.id)} />);
  const send = () => fireEvent.click(screen.getByRole('button', { name: 'Make the project' }));
  await screen.findByRole('dialog', { name: 'New project' });
  type('Repository', 'core');
  send();
  expect(screen.getByText('Give it a name.')).toBeTruthy();
  expect(screen.getByText(/it begins with \//)).toBeTruthy();
  expect(calls.filter((call) => call.method === 'POST')).toEqual([]);
  type('Name', 'core');
  type('Repository', '/src/core');
  type('Agent', 'claude');
  send();
  expect(await screen.findByText('there is a project with that name')).toBeTruthy();
  taken = false;
  send();
  await waitFor(() => expect(made).toEqual(['p2']));
  expect(calls.findLast((call) => call.method === 'POST')?.body).toEqual({ name: 'core', repository: '/src/core', target: 'main', settings: { agent: 'claude' } });
});

test('the list says what each project is and what it has used, and an empty one what will be there', async () => {
  let items = [{ ...core, paused: true, budget: { window: 'month', since: '', soft: 0.8, limit_usd: 10, limit_tokens: 0, spent_usd: 9, spent_tokens: 0, used: 0.9 } }];
  serve(({ path }) => (path.endsWith('/auth/me') ? { org: 'default', name: 'me', scope: 'admin' } : { items }));
  show(() => <Projects onNew={() => undefined} />);
  const row = within(await screen.findByRole('listitem'));
  expect(row.getByRole('link', { name: 'core' }).getAttribute('href')).toBe('/projects/core');
  expect([row.getByText('Paused'), row.getByText('$9.00 of $10.00 this month'), row.getByText(/nearly used up/)]).toHaveLength(3);
  cleanup();
  items = [];
  show(() => <Projects onNew={() => undefined} />);
  expect(await screen.findByText('No project yet')).toBeTruthy();
  expect(await screen.findByRole('button', { name: 'New project' })).toBeTruthy();
});
