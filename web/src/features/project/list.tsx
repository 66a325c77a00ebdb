import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { wordsOf } from '@/api/problem';
import type { Project } from '@/api/types';
import { useMe, useProjects } from '@/api/use';
import { Button } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { Bones, Empty, PageHead, Trouble } from '@/ui/page';
import { BudgetUse } from './budget-use';
import { shown, textOf } from './layers';

export function Projects({ onNew }: { onNew: () => void }) {
  const projects = useProjects();
  const mayMake = useMe().data?.scope === 'admin';
  const button = (
    <Button kind="solid" onClick={onNew}>
      <Plus size={15} aria-hidden /> New project
    </Button>
  );
  return (
    <div className="h-full scroll relative">
      <PageHead title="Projects" words="Each is a repository, and the rules for working on it.">
        {mayMake && projects.data !== undefined && projects.data.length > 0 && button}
      </PageHead>
      {projects.isPending && <Bones />}
      {projects.error !== null && <Trouble words={wordsOf(projects.error)} onRetry={() => void projects.refetch()} />}
      {projects.data?.length === 0 && (
        <Empty title="No project yet">
          <p className="mb-4">A project names a repository on the worker's machine, the branch to merge into, and the agent that works. Its tasks then appear on the board.</p>
          {mayMake ? button : 'An admin can make one.'}
        </Empty>
      )}
      <ul className="px-4 md:px-6 pb-10" aria-label="Projects">
        {projects.data?.map((project) => (
          <Row key={project.id} project={project} />
        ))}
      </ul>
    </div>
  );
}

function Row({ project }: { project: Project }) {
  const agent = textOf(shown('agent', { own: project.settings ?? {}, inherited: project.inherited ?? {} }, {}));
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_minmax(0,1.2fr)_auto] gap-x-5 gap-y-1 items-center py-3 border-b border-line text-[13px]">
      <div className="min-w-0 max-md:col-span-2">
        <span className="flex items-center gap-2">
          <Link to="/projects/$project" params={{ project: project.name }} className="font-medium text-[14px] hover:underline truncate">
            {project.name}
          </Link>
          {project.paused && (
            <span className="inline-flex items-center gap-1 text-[12px] text-ink2">
              <Glyph shape="struck" ink="var(--wait)" size={12} /> Paused
            </span>
          )}
        </span>
        <code className="block font-mono text-[11.5px] text-ink3 truncate" title={project.repository ?? undefined}>
          {project.repository ?? 'a plain directory'}
        </code>
      </div>
      <div className="min-w-0 text-ink2 truncate max-md:col-span-2">
        {agent}
        {project.repository && (
          <>
            {' '}
            → <code className="font-mono text-[12px]">{project.target}</code>
          </>
        )}
      </div>
      <div className="min-w-0 text-ink3">{project.budget ? <BudgetUse budget={project.budget} /> : 'no budget set'}</div>
      <Link to="/board" search={{ project: project.name }} aria-label={`Board of ${project.name}`} className="h-8 px-3 inline-flex items-center rounded-lg border border-line2 bg-sheet hover:bg-sunk justify-self-end">
        Board
      </Link>
    </li>
  );
}
