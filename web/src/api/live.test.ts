import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Live, useLine } from './live';
import type { Entry, Fact } from './types';

/** A server's end of the line, in the test's hand. */
class FakeSocket extends EventTarget {
  static readonly made: FakeSocket[] = [];
  readyState = 0;
  readonly said: Record<string, unknown>[] = [];
  constructor() {
    super();
    FakeSocket.made.push(this);
  }
  send(text: string) {
    this.said.push(JSON.parse(text) as Record<string, unknown>);
  }
  opens() {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event('open'));
  }
  tells(frame: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
  close() {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }
}

const fact = (seq: number): Fact => ({ seq, at: '', org: 'default', kind: 'task.changed', actor: 'x', body: {}, project: null, task: null, run: null, worker: null });
const entry = (seq: number): Entry => ({ seq, at: '', kind: 'text', body: {} });

let facts: number[];
let lost: number;
let stop: () => void;
let live: Live;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made.length = 0;
  [facts, lost] = [[], 0];
  live = new Live({
    facts: (found) => facts.push(...found.map((one) => one.seq)),
    lost: () => (lost += 1),
    cursor: async () => 10,
    open: () => new FakeSocket() as unknown as WebSocket,
  });
  stop = live.start();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

async function newest(): Promise<FakeSocket> {
  await vi.runOnlyPendingTimersAsync();
  return FakeSocket.made[FakeSocket.made.length - 1]!;
}

test('a line that breaks goes on after the last fact that it had, with nothing twice', async () => {
  const first = await newest();
  first.opens();
  expect(first.said[0]).toEqual({ follow: 'events', after: 10 });
  first.tells({ events: [fact(11), fact(12)], seq: 12 });
  first.close();
  expect(useLine.getState().state).toBe('down');
  const second = await newest();
  second.opens();
  expect(second.said[0]).toEqual({ follow: 'events', after: 12 });
  second.tells({ events: [fact(12), fact(13)], seq: 13 });
  expect(facts).toEqual([11, 12, 13]);
  expect(useLine.getState().state).toBe('live');
});

test('a run is followed over broken lines, each entry once and in order', async () => {
  const first = await newest();
  first.opens();
  const seen: number[] = [];
  const leave = live.follow('r1', { after: 3, entries: (found) => seen.push(...found.map((one) => one.seq)), end: () => undefined, lost: () => undefined });
  expect(first.said.at(-1)).toEqual({ follow: 'run', run: 'r1', after: 3 });
  first.tells({ run: 'r1', entries: [entry(4), entry(5)] });
  first.close();
  const second = await newest();
  second.opens();
  expect(second.said).toContainEqual({ follow: 'run', run: 'r1', after: 5 });
  second.tells({ run: 'r1', entries: [entry(5), entry(6)] });
  second.tells({ run: 'r2', entries: [entry(9)] });
  expect(seen).toEqual([4, 5, 6]);
  leave();
  expect(second.said.at(-1)).toEqual({ leave: 'run', run: 'r1' });
});

test('a reader that was too slow starts over: everything may be stale', async () => {
  const first = await newest();
  first.opens();
  const before = lost;
  first.tells({ resync: 'events' });
  await newest();
  expect(lost).toBe(before + 1);
});
