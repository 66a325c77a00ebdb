import { expect, test } from 'vitest';
import type { Entry } from '@/api/types';
import { Transcript } from './rows';

const entry = (seq: number, kind: Entry['kind'], body: Record<string, unknown> = {}): Entry => ({ seq, kind, at: '2026-01-01T00:00:00Z', body });
const call = (seq: number, id: string) => entry(seq, 'tool_call', { call: id, tool: 'Bash', input: { command: 'make test\nmore' } });
const result = (seq: number, id: string, ok = true) => entry(seq, 'tool_result', { call: id, ok, text: 'done' });
const filled = (...entries: Entry[]) => {
  const made = new Transcript();
  made.append(entries);
  return made;
};

test("a tool's call and its result are one row, named by what tells most", () => {
  const { rows } = filled(call(1, 'a'), call(2, 'b'), result(3, 'a', false), entry(4, 'text', { text: 'x' }));
  expect(rows.map((row) => row.seq)).toEqual([1, 2, 4]);
  expect(rows[0]?.tool).toMatchObject({ name: 'Bash', argument: 'make test', result: { ok: false, text: 'done' } });
  expect(rows[1]?.tool?.result).toBeUndefined();
});

test('what came before is not taken twice', () => {
  const made = filled(entry(1, 'text', { text: 'one' }), entry(2, 'text', { text: 'two' }));
  made.append([entry(2, 'text', { text: 'two' }), entry(3, 'text', { text: 'three' })]);
  expect(made.rows.map((row) => row.text)).toEqual(['one', 'two', 'three']);
});

test('a result finds its call also when the older page comes later', () => {
  const made = filled(result(11, 'a'), entry(12, 'text', { text: 'after' }));
  made.prepend([entry(9, 'text', { text: 'before' }), call(10, 'a')]);
  expect(made.rows.map((row) => row.seq)).toEqual([9, 10, 12]);
  expect(made.rows[1]?.tool?.result?.text).toBe('done');
  expect(made.first).toBe(9);
});

test('a call that is open when an older page comes still gets its result', () => {
  const made = filled(call(10, 'a'));
  made.prepend([entry(8, 'text', { text: 'x' }), entry(9, 'text', { text: 'y' })]);
  made.append([result(11, 'a')]);
  expect(made.rows.map((row) => row.seq)).toEqual([8, 9, 10]);
  expect(made.rows[2]?.tool?.result?.ok).toBe(true);
});

test('a done row keeps its object while others come', () => {
  const made = filled(entry(1, 'text', { text: 'one' }));
  const [first] = made.rows;
  made.append([entry(2, 'text', { text: 'two' })]);
  expect(made.rows[0]).toBe(first);
});
