import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { PRIORITIES, PRIORITY_WORDS } from '@/api/eye';
import { refusalOf } from '@/api/fields';
import { api, must } from '@/api/http';
import type { Priority, Project, Task } from '@/api/types';
import { recall, remember } from '@/lib/shelf';
import { useKeys } from '@/lib/keys';
import { Button, Kbd } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Area, Field, Select, Tick } from '@/ui/field';
import { Trouble } from '@/ui/page';

const TYPES = ['feature', 'bugfix', 'test', 'docs', 'refactor', 'review'] as const;
type TaskType = (typeof TYPES)[number];

interface Draft {
  project: string;
  title: string;
  description: string;
  priority: Priority;
  task_type: TaskType;
  agent: string;
  after: string; // numbers of tasks, as typed
}

const EMPTY: Draft = { project: '', title: '', description: '', priority: 'normal', task_type: 'feature', agent: '', after: '' };
const KEPT = 'draft.task';

function kept(): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(recall(KEPT) ?? '{}') as Partial<Draft>) };
  } catch {
    return EMPTY;
  }
}

/** "T-12, 14" → [12, 14]; null when a word of it is no number. */
export function numbersIn(text: string): number[] | null {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const found = words.map((word) => Number(/^(?:[tT]-?|#)?(\d{1,9})$/.exec(word)?.[1] ?? Number.NaN));
  return found.some(Number.isNaN) ? null : found;
}

async function add(draft: Draft, project: string, enqueue: boolean): Promise<Task> {
  const depends_on = (numbersIn(draft.after) ?? []).map(String);
  const { after: _after, agent, ...rest } = draft;
  return (await must(api.POST('/api/v1/tasks', { body: { ...rest, project, agent: agent || null, depends_on, enqueue } as never }))) as Task;
}

export interface CreateProps {
  projects: readonly Project[];
  agents: readonly string[];
  project?: string | undefined; // the one that is looked at
  onClose: () => void;
  onMade: (task: Task, queued: boolean) => void;
}

/** What is written stays when the dialog closes or the server refuses, until it is sent. */
export function Create({ projects, agents, project, onClose, onMade }: CreateProps) {
  const [draft, setDraft] = useState(() => ({ ...kept(), ...(project === undefined ? {} : { project }) }));
  const [more, setMore] = useState(false);
  const [open, setOpen] = useState(false);
  const [tried, setTried] = useState(false);
  const home = projects.some((one) => one.name === draft.project) ? draft.project : (projects[0]?.name ?? ''); // the server wants one named
  const making = useMutation({
    mutationFn: (enqueue: boolean) => add(draft, home, enqueue),
    onSuccess: (task, queued) => {
      remember(KEPT, null);
      onMade(task, queued);
      if (!open) return onClose();
      setDraft({ ...EMPTY, project: draft.project });
      setTried(false);
    },
  });
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    remember(KEPT, JSON.stringify(next));
  };
  const refused = refusalOf(making.error, ['title', 'description', ...(projects.length > 1 ? ['project'] : []), 'agent', 'depends_on']);
  const title = tried && draft.title.trim() === '' ? 'Say in one line what is wanted.' : refused.fields['title'];
  const after = numbersIn(draft.after) === null ? 'Numbers of tasks, like T-12.' : refused.fields['depends_on'];
  const send = (enqueue: boolean) => {
    setTried(true);
    if (draft.title.trim() === '' || numbersIn(draft.after) === null || making.isPending) return;
    making.mutate(enqueue);
  };
  useKeys([{ keys: '$mod+Enter', where: 'new task', words: 'Queue it', run: () => send(true) }], { inDialog: true });
  return (
    <Dialog open onClose={onClose} title="New task" wide>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          send(true);
        }}
      >
        {projects.length === 0 && (
          <p className="rounded-lg bg-sunk px-3 py-2">
            There is no project yet: it says where the work is done.{' '}
            <Link to="/projects" search={{ new: '1' }} onClick={onClose} className="underline font-medium">
              Make one first
            </Link>
          </p>
        )}
        {projects.length > 1 && (
          <Select
            label="Project"
            value={home}
            onChange={(event) => change({ project: event.target.value })}
            choices={projects.map((one) => ({ value: one.name, words: one.name }))}
            error={refused.fields['project'] ?? null}
          />
        )}
        <Field label="Title" value={draft.title} maxLength={500} autoComplete="off" data-autofocus onChange={(event) => change({ title: event.target.value })} error={title ?? null} />
        <Area
          label="What should be true afterwards?"
          hint="Markdown. The agent reads it word by word."
          rows={5}
          value={draft.description}
          onChange={(event) => change({ description: event.target.value })}
          error={refused.fields['description'] ?? null}
        />
        <div className="grid grid-cols-2 md:grid-cols-3 gap-3">
          <Select label="Priority" value={draft.priority} onChange={(event) => change({ priority: event.target.value as Priority })} choices={PRIORITIES.map((one) => ({ value: one, words: PRIORITY_WORDS[one] }))} />
          <Select label="Type" value={draft.task_type} onChange={(event) => change({ task_type: event.target.value as TaskType })} choices={TYPES.map((one) => ({ value: one, words: one }))} />
          <Select
            label="Agent"
            value={draft.agent}
            onChange={(event) => change({ agent: event.target.value })}
            choices={[{ value: '', words: "The project's own" }, ...agents.map((one) => ({ value: one, words: one }))]}
            error={refused.fields['agent'] ?? null}
          />
        </div>
        {more || draft.after !== '' ? (
          <Field label="After" placeholder="T-12, T-14" hint="It waits until these are done." value={draft.after} onChange={(event) => change({ after: event.target.value })} error={after ?? null} />
        ) : (
          <Button size="small" className="justify-self-start -ml-2" onClick={() => setMore(true)}>
            Wait for other tasks…
          </Button>
        )}
        {refused.words !== null && <Trouble words={refused.words} onRetry={() => send(making.variables ?? true)} />}
        <div className="flex flex-wrap items-center gap-2 pt-1">
          <Tick label="Keep open for the next one" checked={open} onChange={(event) => setOpen(event.target.checked)} />
          <span className="flex-1" />
          <Button kind="line" busy={making.isPending} onClick={() => send(false)}>
            Save to backlog
          </Button>
          <Button kind="solid" type="submit" busy={making.isPending}>
            Queue it <Kbd>↵</Kbd>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
