import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import { wordsOf } from '@/api/problem';
import type { Project } from '@/api/types';
import { useNow } from '@/lib/clock';
import { nameFault } from '@/lib/name';
import { ago, moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { BudgetUse } from './budget-use';
import { type Draft, usePause } from './data';

/** The branches that a worker saw in the repository: what is typed is compared with them, and any may be typed. */
const useBranches = (id: string) => useQuery({ queryKey: [...keys.projects, id, 'targets'], queryFn: ({ signal }) => must(api.GET('/api/v1/projects/{project_id}/merge-targets', { params: { path: { project_id: id } }, signal })) }).data;

export interface GeneralProps {
  project: Project;
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  onChange: (draft: Draft) => void;
}

export function General({ project, draft, errors, onChange }: GeneralProps) {
  const branches = useBranches(project.id);
  const list = useId();
  const now = useNow(60_000);
  const own = { name: project.name, repository: project.repository ?? '', target: project.target };
  const change = (field: keyof typeof own, text: string) => {
    const { [field]: _old, ...others } = draft;
    onChange(text === own[field] ? others : { ...others, [field]: text });
  };
  const target = draft.target ?? own.target;
  const seen = branches?.seen_at ? `A worker saw ${branches.items?.length ?? 0} branches here ${ago(ms(branches.seen_at), now)} ago.` : 'No worker has looked into the repository yet.';
  const isKnown = branches?.items?.includes(target) ?? true;
  return (
    <>
      <div className="grid gap-4 max-w-[560px] py-5">
        <Field label="Name" value={draft.name ?? own.name} maxLength={100} autoComplete="off" onChange={(event) => change('name', event.target.value)} error={(draft.name === undefined ? null : nameFault(draft.name)) ?? errors['name'] ?? null} />
        <Field
          label="Repository"
          className="font-mono text-[12.5px]"
          spellCheck={false}
          placeholder="/home/you/src/thing"
          hint="The absolute path on the worker's machine. Empty: a plain directory, without git."
          value={draft.repository ?? own.repository}
          onChange={(event) => change('repository', event.target.value)}
          error={errors['repository'] ?? null}
        />
        <Field
          label="Target branch"
          className="font-mono text-[12.5px]"
          list={list}
          spellCheck={false}
          autoComplete="off"
          hint={`Work starts from it and is merged into it. ${seen}${branches?.seen_at && !isKnown ? ' This one was not among them.' : ''}`}
          value={target}
          onChange={(event) => change('target', event.target.value)}
          error={errors['target'] ?? null}
        />
        <datalist id={list}>
          {(branches?.items ?? []).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </datalist>
      </div>
      <PauseBox project={project} />
      {project.budget && (
        <section aria-label="Budget" className="py-4 border-t border-line max-w-[560px]">
          <h2 className="font-serif text-[19px] mb-1">Budget</h2>
          <BudgetUse budget={project.budget} />
        </section>
      )}
      <p className="py-4 border-t border-line text-[12.5px] text-ink3">
        Made {moment(ms(project.created_at))} · changed {moment(ms(project.updated_at))} · <code className="font-mono">{project.id}</code>
      </p>
    </>
  );
}

export function PauseBox({ project }: { project: Project }) {
  const pausing = usePause(project);
  return (
    <section aria-label="Pause" className="py-4 border-t border-line first:border-t-0 flex flex-wrap items-center gap-x-6 gap-y-2 max-w-[560px]">
      <div className="flex-1 min-w-[220px]">
        <h2 className="font-serif text-[19px]">{project.paused ? 'It is paused' : 'It is at work'}</h2>
        <p className="text-[13px] text-ink2">{project.paused ? 'No new run starts. Tasks wait in the queue until you resume it.' : 'While it is paused no new run starts; what runs goes on to its end.'}</p>
        {pausing.error !== null && (
          <p role="alert" className="text-[12.5px] text-bad">
            {wordsOf(pausing.error)}
          </p>
        )}
      </div>
      <Button kind="line" busy={pausing.isPending} onClick={() => pausing.mutate(!project.paused)}>
        {project.paused ? 'Resume' : 'Pause'}
      </Button>
    </section>
  );
}
