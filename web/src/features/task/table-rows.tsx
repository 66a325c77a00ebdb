import { Link } from '@tanstack/react-router';
import { lookOfTask, PRIORITIES, PRIORITY_WORDS } from '@/api/eye';
import type { Task } from '@/api/types';
import { useNow } from '@/lib/clock';
import { ago, moment, ms } from '@/lib/time';
import { Glyph, Level } from '@/ui/glyph';

export const ROW = 44; // pixels; every row has them

export interface RowProps {
  task: Task;
  place: number; // in the whole table, from 1, the head not counted
  project: string;
  isPicked: boolean;
  isStop: boolean;
  onPick: (range: boolean) => void;
  onFocus: () => void;
}

const STEP = 10_000; // milliseconds

export function TaskRow({ task, place, project, isPicked, isStop, onPick, onFocus }: RowProps) {
  const look = lookOfTask(task.status, task.open_questions > 0);
  const now = useNow(STEP);
  const changed = ms(task.updated_at);
  return (
    <tr aria-rowindex={place + 1} data-row={task.number} onFocus={onFocus} style={{ height: ROW }} className={`border-b border-line hover:bg-sunk ${isPicked ? 'bg-sunk' : ''}`}>
      <td className="pl-4 md:pl-6 pr-1 w-9">
        <span className="size-7 grid place-items-center">
          <input type="checkbox" aria-label={`Select T-${task.number}`} checked={isPicked} tabIndex={isStop ? 0 : -1} onChange={(event) => onPick(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)} className="size-4 accent-[var(--ink)]" />
        </span>
      </td>
      <td className="px-1 font-mono text-[12px] text-ink3 whitespace-nowrap">T-{task.number}</td>
      <td className="px-2 w-full max-w-0">
        <Link to="/tasks/$number" params={{ number: String(task.number) }} tabIndex={isStop ? 0 : -1} className="block truncate leading-7 hover:underline" data-title>
          {task.title}
        </Link>
      </td>
      <td className="px-2 whitespace-nowrap" style={{ color: look.name === 'ask' ? 'var(--hotink)' : undefined }}>
        <span className="inline-flex items-center gap-1.5">
          <Glyph shape={look.shape} ink={look.ink} size={13} />
          <span className="max-md:sr-only">{look.words}</span>
        </span>
      </td>
      <td className="px-2">
        <Level level={PRIORITIES.indexOf(task.priority)} label={`${PRIORITY_WORDS[task.priority]} priority`} />
      </td>
      <td className="px-2 text-ink2 max-md:hidden">{task.task_type}</td>
      <td className="px-2 text-ink2 whitespace-nowrap max-lg:hidden">{project}</td>
      <td className="px-2 text-ink2 whitespace-nowrap max-lg:hidden">{task.agent ?? ''}</td>
      <td className="pl-2 pr-4 md:pr-6 num text-ink3 text-right whitespace-nowrap max-md:hidden">
        <time dateTime={task.updated_at} title={moment(changed)}>
          {ago(changed, now)}
        </time>
      </td>
    </tr>
  );
}
