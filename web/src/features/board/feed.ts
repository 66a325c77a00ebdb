import { useEffect, useRef } from 'react';
import { onCards } from '@/api/follow';
import { api, must } from '@/api/http';
import { useLine } from '@/api/live';
import type { Board } from '@/api/types';
import { absorb, absorbSome, useBoard } from './store';

/** Keeps the board true: loads it once, then asks only for the cards that facts name. */

const BATCH = 200; // numbers in one question
const PAUSE = 1500; // milliseconds between two loads of the whole, when only the order is in doubt
const POLL = 5000; // while the live line is down

const ask = (project: string | undefined, tasks?: readonly number[]): Promise<Board> =>
  must(api.GET('/api/v1/board', { params: { query: { ...(project === undefined ? {} : { project }), ...(tasks === undefined ? {} : { tasks: tasks.join(',') }) } } }));

export class Feed {
  private stale = new Set<number>();
  private busy = false;
  private whole = true;
  private edge = 0; // raised when the page itself changed the order: an answer asked for before is old
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(readonly project: string | undefined) {}

  start(): () => void {
    void this.work();
    const deaf = onCards((numbers) => this.tell(numbers));
    const poll = setInterval(() => useLine.getState().state === 'down' && this.tell(null), POLL);
    return () => {
      this.closed = true;
      clearInterval(poll);
      clearTimeout(this.timer);
      deaf();
    };
  }

  tell(numbers: ReadonlySet<number> | null): void {
    if (numbers === null) this.whole = true;
    else for (const one of numbers) this.stale.add(one);
    void this.work();
  }

  /** The page moved cards itself, and the server took it. */
  touched(number: number): void {
    this.edge += 1;
    this.tell(new Set([number]));
  }

  private async work(): Promise<void> {
    if (this.busy || this.closed || (!this.whole && this.stale.size === 0)) return;
    this.busy = true;
    try {
      await (this.whole ? this.loadAll() : this.loadSome());
    } catch (problem) {
      if (!this.closed && useBoard.getState().state !== 'ready') useBoard.setState({ state: 'failed', problem });
      this.whole = true; // the next fact, or the poll, tries again
      this.busy = false;
      return;
    }
    this.busy = false;
    void this.work();
  }

  private async loadAll(): Promise<void> {
    const { edge } = this;
    this.whole = false;
    this.stale.clear();
    const board = await ask(this.project);
    if (this.closed) return;
    if (edge !== this.edge) this.doubt();
    else absorb(board, this.project);
  }

  private async loadSome(): Promise<void> {
    const numbers = [...this.stale].slice(0, BATCH);
    for (const one of numbers) this.stale.delete(one);
    const was = useBoard.getState();
    const board = await ask(this.project, numbers);
    if (this.closed) return;
    if (!sameProjects(was.projects, board.projects)) {
      this.whole = true;
      return;
    }
    if (absorbSome(numbers, board)) this.doubt();
    this.freed(was, board);
  }

  /** A moment later the whole order is asked for, once for many. */
  private doubt(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.tell(null);
    }, PAUSE);
  }

  /** What is done lets others go on, and no fact names them. */
  private freed(was: { cards: ReadonlyMap<number, { status: string }> }, board: Board): void {
    if (!board.cards.some((card) => card.status === 'done' && was.cards.get(card.number)?.status !== 'done')) return;
    for (const card of useBoard.getState().cards.values()) if ((card.waits_on ?? 0) > 0 && this.stale.size < BATCH) this.stale.add(card.number);
  }
}

const sameProjects = (a: Board['projects'] | readonly Board['projects'][number][], b: Board['projects']): boolean =>
  a.length === b.length && a.every((one, place) => one.id === b[place]!.id && one.name === b[place]!.name && one.paused === b[place]!.paused);

let feed: Feed | undefined;

/** Told after a change of the page's own, so that it does not wait for the line. */
export const touched = (number: number): void => feed?.touched(number);
export const loadAnew = (): void => feed?.tell(null);

/** Follows the board of one project, or of all. `news`: whatever else makes all of it stale. */
export function useFeed(project: string | undefined, news: unknown): void {
  const first = useRef(true);
  useEffect(() => {
    if (useBoard.getState().project !== project) useBoard.setState({ state: 'loading', problem: null });
    feed = new Feed(project);
    const own = feed;
    const stop = own.start();
    first.current = true;
    return () => {
      stop();
      if (feed === own) feed = undefined;
    };
  }, [project]);
  useEffect(() => {
    if (!first.current && news !== undefined) loadAnew();
    first.current = news === undefined;
  }, [news]);
}
