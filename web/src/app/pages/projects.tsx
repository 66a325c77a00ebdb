import { useNavigate, useSearch } from '@tanstack/react-router';
import { CreateProject } from '@/features/project/create';
import { Projects } from '@/features/project/list';

export function Page() {
  const isNew = useSearch({ strict: false }).new !== undefined;
  const navigate = useNavigate();
  return (
    <>
      <Projects onNew={() => void navigate({ to: '/projects', search: { new: '1' } })} />
      {isNew && (
        <CreateProject
          onClose={() => void navigate({ to: '/projects', search: {}, replace: true })}
          onMade={({ name }) => void navigate({ to: '/projects/$project', params: { project: name }, search: {}, replace: true })}
        />
      )}
    </>
  );
}
