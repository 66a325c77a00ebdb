import type { Hunk } from '@/lib/patch';
import { paint } from './paint';

/** Colours one file at a time, beside the page. */
addEventListener('message', (event: MessageEvent<{ file: number; path: string; hunks: Hunk[] }>) => {
  const { file, path, hunks } = event.data;
  postMessage({ file, pieces: paint(path, hunks) });
});
