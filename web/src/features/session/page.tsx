import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { Session } from '@/api/types';
import { useNow } from '@/lib/clock';
import { note } from '@/lib/note';
import { ago, moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { Bones, Empty, PageHead, Pill, Trouble } from '@/ui/page';
import { Tabs } from '@/ui/tabs';

type Status = Session['status'];
const TABS = [
  { id: 'open', words: 'Open' },
  { id: 'terminated', words: 'Ended' },
];
const LOOKS: Record<Status, { shape: 'arc' | 'ring' | 'struck'; ink: string; words: string }> = {
  active: { shape: 'arc', ink: 'var(--run)', words: 'Active' },
  idle: { shape: 'ring', ink: 'var(--wait)', words: 'Idle' },
  terminated: { shape: 'struck', ink: 'var(--ink3)', words: 'Ended' },
};

export interface SessionsProps {
  ended: boolean;
  onEnded: (ended: boolean) => void;
  workerOf: (id: string) => string | undefined;
}

export function Sessions({ ended, onEnded, workerOf }: SessionsProps) {
  const sessions = useQuery({
    queryKey: [...keys.sessions, ended],
    queryFn: async ({ signal }) => {
      const read = (status: Status) => must(api.GET('/api/v1/sessions', { params: { query: { status, limit: 50 } }, signal }));
      if (ended) return (await read('terminated')).items;
      const [active, idle] = await Promise.all([read('active'), read('idle')]);
      return [...active.items, ...idle.items];
    },
    placeholderData: (old) => old,
  });
  const now = useNow();
  const found = sessions.data ?? [];
  return (
    <div className="h-full scroll">
      <PageHead title="Sessions" words="Each is one agent's conversation, and the task that it is about." />
      <div className="px-4 md:px-6 border-b border-line">
        <Tabs label="Sessions" tabs={TABS} chosen={ended ? 'terminated' : 'open'} onChoose={(id) => onEnded(id === 'terminated')} />
      </div>
      <div role="tabpanel" id={`panel-${ended ? 'terminated' : 'open'}`} aria-labelledby={`tab-${ended ? 'terminated' : 'open'}`}>
        {sessions.isPending && <Bones />}
        {sessions.error !== null && <Trouble words={wordsOf(sessions.error)} onRetry={() => void sessions.refetch()} />}
        {sessions.isSuccess && found.length === 0 && (
          <Empty title={ended ? 'No session has ended yet' : 'No agent is in a conversation'}>{ended ? 'Ended conversations are listed here.' : 'When an agent starts on a task, its session appears here. It can be ended here, too.'}</Empty>
        )}
        <ul className="px-4 md:px-6">
          {found.map((one) => (
            <Row key={one.id} session={one} now={now} worker={one.worker ? workerOf(one.worker) : undefined} />
          ))}
        </ul>
      </div>
    </div>
  );
}

interface RowProps {
  session: Session;
  now: number;
  worker: string | undefined;
}

/** A session knows its task by id; the page asks for its number and title once. */
function useTaskOf(session: Session) {
  return useQuery({
    queryKey: ['task-of', session.task],
    queryFn: ({ signal }) => must(api.GET('/api/v1/tasks/{task_id}', { params: { path: { task_id: session.task ?? '' } }, signal })),
    enabled: session.task !== null,
  }).data;
}

function Row({ session, now, worker }: RowProps) {
  const task = useTaskOf(session);
  const look = LOOKS[session.status];
  const ending = useMutation({
    mutationFn: () => must(api.DELETE('/api/v1/sessions/{session}', { params: { path: { session: session.id } } })),
    onSuccess: () => note({ words: 'The session is ended. Its transcript stays.' }),
  });
  const last = ms(session.last_activity_at);
  return (
    <li className="grid md:grid-cols-[110px_1fr_160px_130px_auto] gap-x-4 gap-y-1 items-center py-2.5 border-b border-line text-[13px]">
      <span>
        <Pill ink={look.ink} soft="transparent">
          <Glyph shape={look.shape} ink={look.ink} size={13} />
          {look.words}
        </Pill>
      </span>
      <span className="min-w-0 truncate">
        {task === undefined ? (
          <span className="text-ink3">{session.task === null ? 'no task' : 'a task'}</span>
        ) : (
          <Link to="/tasks/$number" params={{ number: String(task.number) }} className="hover:underline">
            <span className="font-mono text-[12px] text-ink3">T-{task.number}</span> {task.title}
          </Link>
        )}
        <code className="block font-mono text-[11px] text-ink3 truncate">{session.session_id}</code>
      </span>
      <span className="text-ink2 truncate">
        {session.agent}
        {worker === undefined ? '' : ` on ${worker}`}
      </span>
      <span className="num text-ink3" title={moment(last)}>
        {session.status === 'terminated' ? session.reason || 'ended' : `seen ${ago(last, now)} ago`}
      </span>
      <span className="justify-self-start md:justify-self-end">
        {session.status !== 'terminated' && (
          <Button kind="line" size="small" busy={ending.isPending} onClick={() => ending.mutate()} aria-label={`End the session of ${task === undefined ? session.agent : `T-${task.number}`}`}>
            End
          </Button>
        )}
        {ending.error !== null && <span className="block text-bad text-[12px]">{wordsOf(ending.error)}</span>}
      </span>
    </li>
  );
}
