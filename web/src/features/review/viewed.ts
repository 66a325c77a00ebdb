import { useCallback, useMemo, useState } from 'react';
import { recallList, remember } from '@/lib/shelf';

const MOST = 1000; // marks kept of one task

/** Which files of a commit were looked at: kept by the browser, by task, commit and file. */
export function useViewed(task: string, head: string): { viewed: ReadonlySet<string>; setViewed: (path: string, on: boolean) => void } {
  const shelf = `viewed.${task}`;
  const [marks, setMarks] = useState(() => recallList(shelf));
  const viewed = useMemo(() => new Set(marks.filter((one) => one.startsWith(`${head} `)).map((one) => one.slice(head.length + 1))), [marks, head]);
  const setViewed = useCallback(
    (path: string, on: boolean) => {
      setMarks((old) => {
        const others = old.filter((one) => one !== `${head} ${path}`);
        const next = on ? [...others, `${head} ${path}`].slice(-MOST) : others;
        remember(shelf, next.length === 0 ? null : JSON.stringify(next));
        return next;
      });
    },
    [shelf, head],
  );
  return { viewed, setViewed };
}
