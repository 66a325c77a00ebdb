import { afterEach, beforeEach, expect, test } from 'vitest';
import { useSpoken } from '@/lib/say';
import { close, useDesk } from './desk';
import { boardKeys } from './keys';
import { absorb, reset, shown, useBoard } from './store';

const visited: number[] = [];
const sent: { method: string; path: string; body: unknown }[] = [];
const realFetch = globalThis.fetch;
let answer: (path: string) => Response;

const wire = (number: number, status: string, more: object = {}) => ({ number, title: `Task ${number}`, status, priority: 'normal', project: 0, at: 1000 + number, ...more });

beforeEach(() => {
  reset();
  visited.length = 0;
  sent.length = 0;
  answer = (path) => Response.json(path.endsWith('/position') || path.includes('/tasks/') ? { id: '0'.repeat(26) } : {});
  globalThis.fetch = async (given) => {
    const request = new Request(given);
    const path = new URL(request.url).pathname;
    sent.push({ method: request.method, path, body: request.method === 'POST' ? await request.json().catch(() => null) : null });
    return answer(path);
  };
  const cards = [wire(1, 'backlog'), wire(2, 'backlog'), wire(3, 'queued'), wire(4, 'queued'), wire(5, 'queued'), wire(6, 'running'), wire(7, 'review')];
  absorb({ seq: 1, projects: [{ id: 'p', name: 'core', paused: false }], cards: cards as never }, undefined);
  document.body.replaceChildren(
    ...cards.map(({ number }) => {
      const link = document.createElement('a');
      link.href = `tasks/${number}`;
      link.dataset['card'] = String(number);
      return link;
    }),
    Object.assign(document.createElement('input'), { id: 'field' }),
  );
});

afterEach(() => {
  globalThis.fetch = realFetch;
  close();
});

const bindings = boardKeys({ visit: (number) => visited.push(number), visitInTab: () => undefined, search: () => undefined });
const at = (number: number) => document.querySelector<HTMLElement>(`[data-card="${number}"]`)!.focus();
const focused = () => Number(document.activeElement?.getAttribute('data-card'));
const words = () => useSpoken.getState().words;

/** The binding itself: how keys become bindings is tested where that is. */
function press(keys: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: keys, cancelable: true });
  Object.defineProperty(event, 'target', { value: document.activeElement });
  bindings.find((one) => one.keys === keys)!.run(event);
  return event;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

test('the table of keys has every key of the design, each once', () => {
  const keys = bindings.map((one) => one.keys);
  expect(new Set(keys).size).toBe(keys.length);
  for (const one of ['ArrowUp', 'h', 'j', 'k', 'l', 'Home', 'End', 'Space', 'Escape', 'Alt+Shift+ArrowDown', 'm', 'Enter', '$mod+Enter', 'p 1', 'p 4', 'x', 'Shift+X', 'e', '.', 'f', '/']) expect(keys).toContain(one);
});

test('arrows and letters go about, over empty columns and to the nearest place', () => {
  at(2);
  press('ArrowUp');
  expect(focused()).toBe(1);
  press('j');
  press('l');
  expect(focused()).toBe(4);
  press('End');
  expect(focused()).toBe(5);
  press('ArrowRight');
  expect(focused()).toBe(6);
  press('Home');
  press('h');
  expect(focused()).toBe(3);
});

test('nothing acts in a field', () => {
  document.getElementById('field')!.focus();
  expect(press('ArrowDown').defaultPrevented).toBe(false);
  expect(press('e').defaultPrevented).toBe(false);
  expect(sent).toEqual([]);
});

test('lift, carry, drop: spoken at each step, sent once at the end', async () => {
  at(3);
  press('Space');
  expect(words()).toMatch(/^T-3 lifted\. Queued, position 1 of 3\./);
  press('ArrowDown');
  expect(words()).toBe('T-3: Queued, position 2 of 3');
  press('ArrowDown');
  expect(shown().queued).toEqual([4, 5, 3]);
  expect(sent).toEqual([]);
  press('Space');
  expect(words()).toBe('T-3: Queued, position 3 of 3');
  await settled();
  expect(sent.filter((one) => one.method === 'POST')).toEqual([{ method: 'POST', path: '/api/v1/tasks/3/position', body: { after: '5' } }]);
  expect(shown().queued).toEqual([4, 5, 3]);
});

test('Escape puts a lifted card back', () => {
  at(3);
  press('Space');
  press('ArrowLeft');
  expect(shown()).toMatchObject({ backlog: [3, 1, 2], queued: [4, 5] });
  press('Escape');
  expect(shown()).toMatchObject({ backlog: [1, 2], queued: [3, 4, 5] });
  expect(words()).toBe('T-3 put back.');
  expect(sent).toEqual([]);
});

test('a lifted card does not enter a column that cannot take it, and says why', () => {
  at(3);
  press('Space');
  press('ArrowRight');
  expect(shown().queued).toEqual([3, 4, 5]);
  expect(words()).toMatch(/cannot be put into Running by hand/);
});

test('what runs cannot be lifted', () => {
  at(6);
  press('Space');
  expect(useBoard.getState().lift).toBeNull();
  expect(words()).toMatch(/Stop it first/);
});

test('E queues; a refusal puts the card back with the words of the server', async () => {
  answer = () => Response.json({ code: 'conflict', detail: 'The project is closed.', status: 409 }, { status: 409 });
  at(1);
  press('e');
  expect(shown().queued).toContain(1);
  await settled();
  expect(shown()).toMatchObject({ backlog: [1, 2], queued: [3, 4, 5] });
  expect(useBoard.getState().refused).toMatchObject([{ words: 'The project is closed.' }]);
  expect(words()).toBe('T-1 put back. The project is closed.');
});

test('an act that was done is not done again when only its place was refused', async () => {
  answer = (path) => (path.endsWith('/position') ? Response.json({ code: 'away', detail: 'Not now.', status: 503 }, { status: 503 }) : Response.json({ id: '0'.repeat(26) }));
  at(1);
  press('Alt+Shift+ArrowRight');
  await settled();
  expect(shown().queued).toContain(1);
  expect(useBoard.getState().refused).toMatchObject([{ move: { act: null } }]);
});

test('X selects, Shift X up to here; E then is for all of them', async () => {
  at(3);
  press('x');
  press('ArrowDown');
  press('ArrowDown');
  press('Shift+X');
  expect([...useBoard.getState().picked]).toEqual([3, 4, 5]);
  press('e');
  await settled();
  expect(sent.filter((one) => one.path.endsWith('/park')).map((one) => one.path)).toEqual([3, 4, 5].map((one) => `/api/v1/tasks/${one}/park`));
  press('Escape');
  expect(useBoard.getState().picked.size).toBe(0);
});

test('Enter opens, M asks where to, the dot opens the menu', () => {
  at(7);
  press('Enter');
  expect(visited).toEqual([7]);
  press('m');
  expect(useDesk.getState().opened).toEqual({ kind: 'move', number: 7 });
  press('.');
  expect(useDesk.getState().opened).toMatchObject({ kind: 'menu', number: 7 });
});

test('P and a number: the priority', async () => {
  at(4);
  press('p 1');
  expect(shown().queued[0]).toBe(4);
  expect(words()).toBe('T-4: Urgent priority');
  await settled();
  expect(sent.some((one) => one.method === 'PATCH' && one.path === '/api/v1/tasks/4')).toBe(true);
});
