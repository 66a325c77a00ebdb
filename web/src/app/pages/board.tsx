import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useProjects } from '@/api/use';
import { Board } from '@/features/board/board';

const Create = lazy(() => import('../shell/create'));

export function Page() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const projects = useProjects().data;
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <Board
        search={search}
        news={projects}
        onChange={(part) => void navigate({ to: '/board', search: { ...search, ...part }, replace: true })}
        onVisit={(number) => void navigate({ to: '/tasks/$number', params: { number: String(number) } })}
        onCreate={() => setCreating(true)}
      />
      {isCreating && (
        <Suspense>
          <Create onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  );
}
