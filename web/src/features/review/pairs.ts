import type { Hunk, Line } from '@/lib/patch';

/** What stands beside each other: a line with itself, removed ones with those that came in their place. */
export interface Pair {
  left: Line | null;
  right: Line | null;
}

export function pairs(hunk: Hunk): Pair[] {
  const found: Pair[] = [];
  let gone: Line[] = [];
  let came: Line[] = [];
  const flush = () => {
    for (let row = 0; row < Math.max(gone.length, came.length); row += 1) found.push({ left: gone[row] ?? null, right: came[row] ?? null });
    [gone, came] = [[], []];
  };
  for (const line of hunk.lines) {
    if (line.kind === ' ') {
      flush();
      found.push({ left: line, right: line });
    } else if (line.kind === '+') came.push(line);
    else {
      if (came.length > 0) flush();
      gone.push(line);
    }
  }
  flush();
  return found;
}

export const isChange = ({ left, right }: Pair): boolean => left !== null && right !== null && left !== right;
