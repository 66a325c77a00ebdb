import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { wordsOf } from '@/api/problem';
import { refusalOf } from '@/api/fields';
import type { Project } from '@/api/types';
import { useMe, useProjects } from '@/api/use';
import { nameFault } from '@/lib/name';
import { Bones, Empty, PageHead, Pill, Trouble } from '@/ui/page';
import { Tabs } from '@/ui/tabs';
import { Danger } from './danger';
import { many, NOTHING, useDraft, useSave } from './data';
import { General } from './general';
import { GROUP_IDS, GROUP_WORDS, groupOf, SPECS } from './groups';
import { edited } from './layers';
import { OnlyAdmins } from './only-admins';
import { SaveBar } from './save-bar';
import { SettingsForm } from './settings-form';

const PARTS = ['general', ...GROUP_IDS, 'danger'] as const;
export type Part = (typeof PARTS)[number];
export const isPart = (text: string | undefined): text is Part => PARTS.some((one) => one === text);
const WORDS: Record<Part, string> = { general: 'General', ...GROUP_WORDS, danger: 'Danger zone' };

const KNOWN = ['name', 'repository', 'target', ...SPECS.map((spec) => `settings.${spec.name}`)];

export interface ProjectPageProps {
  named: string; // by its name or id
  part: Part;
  onPart: (part: Part) => void;
  onRenamed: (name: string) => void;
  onRemoved: () => void;
}

export function ProjectPage({ named, ...rest }: ProjectPageProps) {
  const projects = useProjects();
  const project = projects.data?.find((one) => one.name === named || one.id === named);
  if (projects.error !== null) return <Trouble words={wordsOf(projects.error)} onRetry={() => void projects.refetch()} />;
  if (projects.isPending) return <Bones rows={8} />;
  if (project === undefined) {
    return (
      <Empty title={`There is no project ${named}`}>
        It may have been renamed or removed.{' '}
        <Link to="/projects" className="underline">
          See all projects
        </Link>
      </Empty>
    );
  }
  return <One key={project.id} project={project} {...rest} />;
}

function One({ project, part, onPart, onRenamed, onRemoved }: Omit<ProjectPageProps, 'named'> & { project: Project }) {
  const mayChange = (useMe().data?.scope ?? 'admin') === 'admin';
  const [draft, setDraft] = useDraft(project.id);
  const saving = useSave(project.id);
  const refused = refusalOf(saving.error, KNOWN);
  const layers = { own: project.settings ?? {}, inherited: project.inherited ?? {} };
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (saving.error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [saving.error, part]);
  const change = (next: typeof draft) => {
    saving.reset();
    setDraft(next);
  };
  const save = () => {
    if (many(draft) === 0 || saving.isPending) return;
    if (draft.name !== undefined && nameFault(draft.name) !== null) return onPart('general');
    saving.mutate(draft, {
      onSuccess: ({ name }) => {
        setDraft(NOTHING);
        if (name !== project.name) onRenamed(name);
      },
      onError: (error) => {
        const [first] = Object.keys(refusalOf(error, KNOWN).fields);
        if (first !== undefined) onPart(groupOf(first.replace('settings.', '')) ?? 'general');
      },
    });
  };
  return (
    <div className="h-full flex flex-col">
      <PageHead title={project.name} words={project.repository ?? 'a plain directory'}>
        {project.paused && <Pill ink="var(--wait)" soft="var(--sunk)">Paused</Pill>}
        <Link to="/board" search={{ project: project.name }} className="text-[13px] underline decoration-line2">
          Its board
        </Link>
      </PageHead>
      <div className="shrink-0 px-4 md:px-6 border-b border-line">
        <Tabs label="Project" tabs={PARTS.map((id) => ({ id, words: WORDS[id] }))} chosen={part} onChoose={(id) => isPart(id) && onPart(id)} />
      </div>
      <div className="flex-1 min-h-0 scroll relative -outline-offset-2" tabIndex={0} role="tabpanel" id={`panel-${part}`} aria-labelledby={`tab-${part}`}>
        <form
          ref={form}
          className="max-w-[860px] px-4 md:px-6 pb-10"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          {!mayChange && <OnlyAdmins />}
          <fieldset disabled={!mayChange} className="min-w-0">
            {part === 'general' && <General project={project} draft={draft} errors={refused.fields} onChange={change} />}
            {part === 'danger' && <Danger project={project} onRemoved={onRemoved} />}
            {part !== 'general' && part !== 'danger' && <SettingsForm group={part} layers={layers} changes={draft.settings} errors={refused.fields} onEdit={(name, value) => change({ ...draft, settings: edited(draft.settings, layers, name, value) })} />}
          </fieldset>
        </form>
      </div>
      <SaveBar many={many(draft)} trouble={refused.words} refused={Object.keys(refused.fields).length > 0} busy={saving.isPending} onSave={save} onDiscard={() => change(NOTHING)} />
    </div>
  );
}
