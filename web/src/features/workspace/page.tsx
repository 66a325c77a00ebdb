import { useState } from 'react';
import { wordsOf } from '@/api/problem';
import type { Project, Workspace } from '@/api/types';
import { useNow } from '@/lib/clock';
import { many } from '@/lib/number';
import { Button } from '@/ui/button';
import { Bones, Empty, PageHead, Trouble } from '@/ui/page';
import { Cleanup } from './cleanup';
import { useWorkspaces } from './data';
import { Row } from './row';
import { diskOfAll } from './words';

export interface WorkspacesProps {
  project: Project | undefined; // only its own
  workerOf: (id: string) => string | undefined;
}

const ORDER: Record<Workspace['state'], number> = { active: 0, kept: 1, merged: 2, discarded: 3 };

/** What is on the workers' disks, and what is gone but kept under a snapshot. */
export function Workspaces({ project, workerOf }: WorkspacesProps) {
  const [gone, setGone] = useState(false);
  const [cleaning, setCleaning] = useState(false);
  const workspaces = useWorkspaces(project?.id);
  const now = useNow(60_000);
  const all = (workspaces.data ?? []).toSorted((a, b) => ORDER[a.state] - ORDER[b.state] || b.task.localeCompare(a.task));
  const there = all.filter((one) => one.state !== 'discarded');
  const discarded = all.filter((one) => one.state === 'discarded');
  const disk = diskOfAll(there);
  const ended = there.filter((one) => one.state !== 'active').length;
  const row = (one: Workspace) => <Row key={`${one.worker} ${one.task}`} workspace={one} now={now} workerOf={workerOf} />;
  return (
    <div className="h-full scroll">
      <PageHead title="Workspaces" words={workspaces.isSuccess ? `${many(there.length, 'workspace')} on disk, ${ended} of tasks that have ended${disk === null ? '' : ` · ${disk}`}` : undefined}>
        {ended > 0 && (
          <Button kind="line" onClick={() => setCleaning(true)}>
            Clean up…
          </Button>
        )}
      </PageHead>
      {workspaces.isPending && <Bones />}
      {workspaces.error !== null && <Trouble words={wordsOf(workspaces.error)} onRetry={() => void workspaces.refetch()} />}
      {workspaces.isSuccess && all.length === 0 && <Empty title="No workspace yet">When a worker starts on a task, it makes a folder for it. Each appears here, with its branch and what is in it.</Empty>}
      <div className="px-4 md:px-6 pb-8">
        {there.length > 0 && <ul aria-label="On disk">{there.map(row)}</ul>}
        {discarded.length > 0 && (
          <section className="mt-4">
            <Button size="small" className="-ml-2.5" aria-expanded={gone} onClick={() => setGone(!gone)}>
              {gone ? 'Hide' : 'Show'} {discarded.length} discarded
            </Button>
            {gone && <ul aria-label="Discarded">{discarded.map(row)}</ul>}
          </section>
        )}
      </div>
      {cleaning && <Cleanup project={project} onClose={() => setCleaning(false)} />}
    </div>
  );
}
