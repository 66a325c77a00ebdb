import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem, wordsOf } from '@/api/problem';
import type { Project } from '@/api/types';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { useRemove } from './data';
import { PauseBox } from './general';

export function Danger({ project, onRemoved }: { project: Project; onRemoved: () => void }) {
  const [typed, setTyped] = useState('');
  const removing = useRemove(project.id);
  const isSure = typed === project.name;
  const left = removing.error instanceof Problem && typeof removing.error.body['count'] === 'number';
  return (
    <>
      <PauseBox project={project} />
      <section aria-label="Delete" className="py-4 border-t border-line grid gap-3 max-w-[560px]">
        <h2 className="font-serif text-[19px]">Delete this project</h2>
        <div className="text-[13px] text-ink2 grid gap-1.5">
          <p>The project and its settings go, and cannot be brought back.</p>
          <p>
            What stays: the repository with all its branches, what lies in workspaces on the workers' machines, and the lines about it in the ledger. A project that still has tasks is not deleted: remove{' '}
            <Link to="/tasks" search={{ project: project.name }} className="underline">
              its tasks
            </Link>{' '}
            first.
          </p>
        </div>
        <Field label={`Type ${project.name} to delete it`} autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()} />
        {removing.error !== null && (
          <p role="alert" className="text-[13px] text-bad">
            {wordsOf(removing.error)}{' '}
            {left && (
              <Link to="/tasks" search={{ project: project.name }} className="underline">
                See them
              </Link>
            )}
          </p>
        )}
        <Button kind="bad" className="justify-self-start" disabled={!isSure} busy={removing.isPending} onClick={() => removing.mutate(undefined, { onSuccess: onRemoved })}>
          Delete {project.name}
        </Button>
      </section>
    </>
  );
}
