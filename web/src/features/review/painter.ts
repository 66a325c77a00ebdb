import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { FilePatch } from '@/lib/patch';
import type { Piece } from './paint';

export type Painted = readonly (readonly Piece[] | undefined)[];

/** Asks a worker for the colours of files that are looked at, each once. Without one, code is plain. */
export class Painter {
  private worker: Worker | null = null;
  private readonly asked = new Set<number>();
  private readonly done = new Map<number, Painted>();
  private readonly listeners = new Set<() => void>();
  private version = 0;

  constructor(private readonly files: readonly FilePatch[]) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly count = (): number => this.version;
  readonly of = (file: number): Painted | undefined => this.done.get(file);

  ask(file: number): void {
    const found = this.files[file];
    if (found === undefined || found.count === 0 || this.asked.has(file) || typeof Worker === 'undefined') return;
    this.asked.add(file);
    this.worker ??= this.hire();
    this.worker.postMessage({ file, path: found.path, hunks: found.hunks });
  }

  close(): void {
    this.worker?.terminate();
    this.worker = null;
    this.asked.clear();
    for (const file of this.done.keys()) this.asked.add(file);
  }

  private hire(): Worker {
    const worker = new Worker(new URL('./paint.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (event: MessageEvent<{ file: number; pieces: Painted }>) => {
      this.done.set(event.data.file, event.data.pieces);
      this.version += 1;
      for (const listener of this.listeners) listener();
    });
    return worker;
  }
}

export function usePainter(files: readonly FilePatch[]): Painter {
  const painter = useMemo(() => new Painter(files), [files]);
  useEffect(() => () => painter.close(), [painter]);
  return painter;
}

/** The colours of one file, once they have come. */
export const usePainted = (painter: Painter, file: number): Painted | undefined => useSyncExternalStore(painter.subscribe, () => painter.of(file));

/** Renews who shows many files when any of them got its colours. */
export const useAnyPainted = (painter: Painter): number => useSyncExternalStore(painter.subscribe, painter.count);
