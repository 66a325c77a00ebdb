import type { Entry } from '@/api/types';

/** Entries as a person reads them: a tool's call and its result are one row. */
export type Kind = 'you' | 'text' | 'thinking' | 'tool' | 'step' | 'raw' | 'ask' | 'end' | 'error';

export interface Row {
  seq: number;
  kind: Kind;
  text: string;
  at: string;
  tool?: Tool;
  message?: string; // of what is asked
}

export interface Tool {
  call: string;
  name: string;
  argument: string; // the one thing of the input that tells most
  input: string;
  result?: { ok: boolean; text: string; at: string };
}

type Body = Readonly<Record<string, unknown>>;

const text = (body: Body, name: string): string => (typeof body[name] === 'string' ? (body[name] as string) : '');
const TELLING = ['command', 'file_path', 'path', 'pattern', 'query', 'url', 'description', 'prompt'];

function argument(input: unknown): string {
  if (typeof input !== 'object' || input === null) return typeof input === 'string' ? input : '';
  const known = input as Body;
  const found = TELLING.map((name) => text(known, name)).find((one) => one !== '') ?? Object.values(known).find((one): one is string => typeof one === 'string') ?? '';
  return found.split('\n', 1)[0] ?? '';
}

const KINDS: Partial<Record<Entry['kind'], Kind>> = {
  prompt: 'you',
  text: 'text',
  thinking: 'thinking',
  tool_call: 'tool',
  tool_result: 'tool',
  question: 'ask',
  permission_request: 'ask',
  result: 'end',
  error: 'error',
  raw: 'raw',
  status: 'step',
  file_change: 'step',
  session_started: 'step',
};

/** Null for what stands elsewhere on the page (the use of tokens). */
export function rowOf(entry: Entry): Row | null {
  const kind = KINDS[entry.kind];
  const body = entry.body ?? {};
  if (kind === undefined) return null;
  const row: Row = { seq: entry.seq, kind, at: entry.at, text: text(body, 'text') };
  if (entry.kind === 'tool_call') row.tool = { call: text(body, 'call'), name: text(body, 'tool') || 'tool', argument: argument(body['input']), input: JSON.stringify(body['input'] ?? {}, null, 2) };
  else if (entry.kind === 'tool_result') row.tool = { call: text(body, 'call'), name: 'result', argument: '', input: '', result: { ok: body['ok'] !== false, text: row.text, at: entry.at } };
  else if (entry.kind === 'question' || entry.kind === 'permission_request') row.message = text(body, 'message');
  else if (entry.kind === 'file_change') row.text = `${text(body, 'change') || 'changed'} ${text(body, 'path')}`;
  else if (entry.kind === 'session_started') row.text = body['scripted'] === true ? 'session started · scripted' : 'session started';
  else if (entry.kind === 'result') row.text = body['ok'] === false ? text(body, 'text') || text(body, 'subtype') || 'the agent reports a failure' : '';
  else if (entry.kind === 'error') row.text = [text(body, 'reason').replaceAll('_', ' '), row.text].filter((one) => one !== '').join(': ');
  return row;
}

const FLUSH = 100; // milliseconds; twice that while frames come late
const LATE = 50;

/** Append-only, outside React: a plain array and a number that says it changed, at most ten times a second. */
export class Transcript {
  rows: readonly Row[] = [];
  first = 0; // the number of the oldest entry that is held; 0: none
  last = 0;
  version = 0;
  windows = 0; // how often it began anew
  private calls = new Map<string, number>(); // of open calls: the place of their row
  private orphans = new Map<string, Row>(); // results whose call is older than what is held
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lately = 0; // how long the last frame took

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  append(entries: readonly Entry[]): void {
    const rows = this.rows as Row[];
    for (const entry of entries) {
      if (entry.seq <= this.last) continue;
      this.last = entry.seq;
      if (this.first === 0) this.first = entry.seq;
      const row = rowOf(entry);
      if (row !== null && !this.joined(rows, row)) rows.push(row);
    }
    this.bump();
  }

  prepend(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const older = new Transcript();
    older.append(entries);
    clearTimeout(older.timer);
    const rows = [...older.rows] as Row[];
    const joined = new Set<Row>();
    for (const [call, place] of older.calls) {
      const orphan = this.orphans.get(call);
      const row = rows[place];
      if (orphan?.tool?.result === undefined || row?.tool === undefined) continue;
      rows[place] = { ...row, tool: { ...row.tool, result: orphan.tool.result } };
      joined.add(orphan);
      this.orphans.delete(call);
      older.calls.delete(call);
    }
    for (const [call, orphan] of older.orphans) this.orphans.set(call, orphan);
    const rest = joined.size === 0 ? this.rows : this.rows.filter((row) => !joined.has(row));
    this.rows = [...rows, ...rest];
    this.first = older.first;
    this.calls = new Map();
    for (const [place, row] of this.rows.entries()) if (row.tool !== undefined && row.tool.result === undefined) this.calls.set(row.tool.call, place);
    this.bump();
  }

  clear(): void {
    [this.rows, this.first, this.last] = [[], 0, 0];
    this.windows += 1;
    this.calls.clear();
    this.orphans.clear();
    this.bump();
  }

  /** A row that is done never becomes another object; the one whose result comes in becomes a new one, once. */
  private joined(rows: Row[], row: Row): boolean {
    const tool = row.tool;
    if (tool === undefined) return false;
    if (tool.result === undefined) {
      this.calls.set(tool.call, rows.length);
      return false;
    }
    const place = this.calls.get(tool.call);
    const call = place === undefined ? undefined : rows[place];
    if (place === undefined || call?.tool === undefined) {
      this.orphans.set(tool.call, row);
      return false;
    }
    rows[place] = { ...call, tool: { ...call.tool, result: tool.result } };
    this.calls.delete(tool.call);
    return true;
  }

  private bump(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.version += 1;
      const begin = performance.now();
      for (const listener of this.listeners) listener();
      requestAnimationFrame(() => {
        this.lately = performance.now() - begin;
      });
    }, this.lately > LATE ? 2 * FLUSH : this.version === 0 ? 0 : FLUSH);
  }
}
