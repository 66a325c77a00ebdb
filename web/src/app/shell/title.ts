import { useEffect } from 'react';
import { ROOT } from '@/api/http';

const NAMES: Record<string, string> = { tasks: 'Task', signin: 'Sign in' };

/** The tab says what it shows and how much waits; its icon gets the hot diamond. */
export function useTitle(path: string, waiting: number): void {
  useEffect(() => {
    const [, first = 'board', second] = path.split('/');
    const name = NAMES[first] ?? first.charAt(0).toUpperCase() + first.slice(1);
    const place = second === undefined || second === '' ? (first === 'tasks' ? 'Tasks' : name) : `${name} ${second}`;
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${place} · Taskyard`;
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (icon !== null) icon.href = new URL(waiting > 0 ? 'icon-waiting.svg' : 'icon.svg', ROOT).href;
  }, [path, waiting]);
}
