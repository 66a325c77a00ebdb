import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf } from '@/api/fields';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import type { Project } from '@/api/types';
import { nameFault } from '@/lib/name';
import { useKeys } from '@/lib/keys';
import { recall, remember } from '@/lib/shelf';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field } from '@/ui/field';
import { Trouble } from '@/ui/page';
import { SettingInput } from './input';

interface Draft {
  name: string;
  repository: string;
  target: string;
  agent: string;
}

const EMPTY: Draft = { name: '', repository: '', target: 'main', agent: '' };
const KEPT = 'draft.project';

function kept(): Draft {
  try {
    const found: unknown = JSON.parse(recall(KEPT) ?? '{}');
    return typeof found === 'object' && found !== null ? { ...EMPTY, ...found } : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** What can be said before the server is asked; it has the last word. */
export function faultsOf({ name, repository }: Draft): Partial<Record<keyof Draft, string>> {
  const fault = nameFault(name);
  return {
    ...(fault === null ? {} : { name: fault }),
    ...(repository.trim() !== '' && !repository.trim().startsWith('/') ? { repository: "An absolute path on the worker's machine: it begins with /." } : {}),
  };
}

const add = ({ name, repository, target, agent }: Draft): Promise<Project> =>
  must(api.POST('/api/v1/projects', { body: { name: name.trim(), repository: repository.trim() || null, target: target.trim() || 'main', settings: agent.trim() === '' ? {} : { agent: agent.trim() } } as never }));

export interface CreateProjectProps {
  onClose: () => void;
  onMade: (project: Project) => void;
}

/** What is written stays when the dialog closes or the server refuses. */
export function CreateProject({ onClose, onMade }: CreateProjectProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(kept);
  const [tried, setTried] = useState(false);
  const making = useMutation({
    mutationFn: () => add(draft),
    onSuccess: (project) => {
      remember(KEPT, null);
      client.setQueryData<Project[]>(keys.projects, (old) => old?.concat(project));
      onMade(project);
    },
  });
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    remember(KEPT, JSON.stringify(next));
  };
  const faults = faultsOf(draft);
  const refused = refusalOf(making.error, ['name', 'repository', 'target', 'settings.agent']);
  const errorOf = (field: keyof Draft, path: string = field) => (tried ? faults[field] : undefined) ?? refused.fields[path] ?? null;
  const send = () => {
    setTried(true);
    if (Object.keys(faults).length === 0 && !making.isPending) making.mutate();
  };
  useKeys([{ keys: '$mod+Enter', where: 'new project', words: 'Make it', run: send }], { inDialog: true });
  return (
    <Dialog open onClose={onClose} title="New project" words="A repository, and the rules for working on it. All of it can be changed later.">
      <form
        className="grid gap-3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field label="Name" value={draft.name} maxLength={100} autoComplete="off" data-autofocus onChange={(event) => change({ name: event.target.value })} error={errorOf('name')} />
        <Field
          label="Repository"
          className="font-mono text-[12.5px]"
          placeholder="/home/you/src/thing"
          spellCheck={false}
          hint="The absolute path on the worker's machine. Empty: a plain directory, without git."
          value={draft.repository}
          onChange={(event) => change({ repository: event.target.value })}
          error={errorOf('repository')}
        />
        <Field label="Target branch" className="font-mono text-[12.5px]" spellCheck={false} hint="Work starts from it and is merged into it." value={draft.target} onChange={(event) => change({ target: event.target.value })} error={errorOf('target')} />
        <SettingInput
          spec={{ kind: 'text', name: 'agent', label: 'Agent', suggest: 'agents', words: "Empty: the organisation's, else “scripted”, which only plays." }}
          value={draft.agent}
          inherited=""
          error={errorOf('agent', 'settings.agent')}
          onChange={(agent) => change({ agent: String(agent) })}
        />
        {refused.words !== null && <Trouble words={refused.words} onRetry={send} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="solid" type="submit" busy={making.isPending}>
            Make the project
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
