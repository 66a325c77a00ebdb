import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useProjects } from '@/api/use';
import { Board } from '@/features/board/board';
import { again } from '@/lib/again';
import { Checklist, type StepCode } from '@/features/start/checklist';

const Create = lazy(() => again(() => import('../shell/create')));

export function Page() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const projects = useProjects().data;
  const [isCreating, setCreating] = useState(false);
  const act = (code: StepCode) => {
    if (code === 'task') setCreating(true);
    else if (code === 'project') void navigate({ to: '/projects', search: { new: '1' } });
    else if (code === 'agent') void navigate({ to: '/settings', search: { part: 'agents' } });
    else if (code === 'worker') void navigate({ to: '/fleet' });
    else void navigate({ to: '/inbox', search: code === 'merge' ? { tab: 'review' } : {} });
  };
  return (
    <div className="h-full flex flex-col">
      <Checklist onAct={act} />
      <div className="flex-1 min-h-0">
        <Board
          search={search}
          news={projects}
          onChange={(part) => void navigate({ to: '/board', search: { ...search, ...part }, replace: true })}
          onVisit={(number) => void navigate({ to: '/tasks/$number', params: { number: String(number) } })}
          onCreate={() => setCreating(true)}
        />
      </div>
      {isCreating && (
        <Suspense>
          <Create onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </div>
  );
}
