import { create } from 'zustand';
import { ROOT } from './http';
import type { Entry, Fact } from './types';

/** One line to the server for the whole tab: facts of the organisation, and the runs that are looked at. */

export type LineState = 'connecting' | 'live' | 'down';

interface Line {
  state: LineState;
  since: number; // epoch milliseconds of the last change of state
}

export const useLine = create<Line>(() => ({ state: 'connecting', since: Date.now() }));

export interface RunEnd {
  status: string;
  incomplete: boolean;
}

export interface RunListener {
  after: number; // the number of the last entry that the listener has
  entries: (found: Entry[]) => void;
  end: (how: RunEnd) => void;
  lost: () => void; // more was said than the line could carry: read the window again
}

interface Frame {
  events?: Fact[];
  seq?: number;
  run?: string;
  entries?: Entry[];
  end?: RunEnd;
  resync?: string;
  pong?: number;
}

export interface LiveOptions {
  facts: (found: Fact[]) => void;
  lost: () => void; // facts were missed: everything may be stale
  cursor: () => Promise<number>; // the number of the newest fact
  open?: (url: string) => WebSocket;
}

const PING = 15_000;
const SILENCE = 40_000; // no word for so long: the line is dead, whatever the browser says
const WAITS = [300, 700, 1500, 3000, 5000];

export class Live {
  private socket: WebSocket | null = null;
  private seen: number | null = null;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;
  private heard = 0;
  private closed = false;
  private readonly runs = new Map<string, Set<RunListener>>();

  constructor(private readonly options: LiveOptions) {}

  start(): () => void {
    this.closed = false;
    void this.connect();
    const wake = () => this.socket === null && this.retry(0);
    window.addEventListener('online', wake);
    return () => {
      window.removeEventListener('online', wake);
      this.closed = true;
      clearTimeout(this.timer);
      clearInterval(this.beat);
      this.socket?.close();
      this.socket = null;
    };
  }

  /** Follows a run from `listener.after` on; entries come in order, each once, also across broken lines. */
  follow(run: string, listener: RunListener): () => void {
    const known = this.runs.get(run);
    const all = known ?? new Set<RunListener>();
    all.add(listener);
    this.runs.set(run, all);
    this.askRun(run);
    return () => {
      all.delete(listener);
      if (all.size > 0) return;
      this.runs.delete(run);
      this.tell({ leave: 'run', run });
    };
  }

  private async connect(): Promise<void> {
    if (this.closed || this.socket !== null) return;
    if (this.seen === null) {
      try {
        this.seen = await this.options.cursor();
      } catch {
        this.retry();
        return;
      }
      if (this.closed) return;
      this.options.lost(); // what was asked for before the number was known may be older than it
    }
    const url = new URL('api/v1/live', ROOT);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = (this.options.open ?? ((to) => new WebSocket(to)))(url.href);
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.tries = 0;
      this.heard = Date.now();
      this.tell({ follow: 'events', after: this.seen ?? 0 });
      for (const run of this.runs.keys()) this.askRun(run);
      this.beat = setInterval(() => {
        if (Date.now() - this.heard > SILENCE) socket.close();
        else this.tell({ ping: 1 });
      }, PING);
      useLine.setState({ state: 'live', since: Date.now() });
    });
    socket.addEventListener('message', (message) => {
      this.heard = Date.now();
      this.hear(JSON.parse(String(message.data)) as Frame);
    });
    socket.addEventListener('close', () => {
      if (this.socket !== socket) return;
      this.socket = null;
      clearInterval(this.beat);
      if (useLine.getState().state !== 'down') useLine.setState({ state: 'down', since: Date.now() });
      this.retry();
    });
  }

  private hear(frame: Frame): void {
    if (frame.events !== undefined) {
      const fresh = frame.events.filter((fact) => fact.seq > (this.seen ?? 0));
      this.seen = Math.max(this.seen ?? 0, frame.seq ?? 0, ...frame.events.map((fact) => fact.seq));
      if (fresh.length > 0) this.options.facts(fresh);
    } else if (frame.run !== undefined && frame.entries !== undefined) {
      for (const listener of this.runs.get(frame.run) ?? []) {
        const fresh = frame.entries.filter((entry) => entry.seq > listener.after);
        if (fresh.length === 0) continue;
        listener.after = fresh[fresh.length - 1]!.seq;
        listener.entries(fresh);
      }
    } else if (frame.run !== undefined && frame.end !== undefined) {
      for (const listener of this.runs.get(frame.run) ?? []) listener.end(frame.end);
    } else if (frame.resync === 'events') {
      this.seen = null;
      this.socket?.close();
    } else if (frame.resync !== undefined) {
      for (const listener of this.runs.get(frame.resync) ?? []) listener.lost();
    }
  }

  private askRun(run: string): void {
    const listeners = [...(this.runs.get(run) ?? [])];
    this.tell({ follow: 'run', run, after: Math.min(...listeners.map((one) => one.after)) });
  }

  private tell(words: Record<string, unknown>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(words));
  }

  private retry(wait?: number): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    const next = wait ?? (WAITS[Math.min(this.tries, WAITS.length - 1)] ?? 5000) * (0.75 + Math.random() / 2);
    this.tries += 1;
    this.timer = setTimeout(() => void this.connect(), next);
  }
}
