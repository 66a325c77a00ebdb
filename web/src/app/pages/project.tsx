import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { isPart, ProjectPage } from '@/features/project/page';
import { note } from '@/lib/note';

export function Page() {
  const { project = '' } = useParams({ strict: false });
  const { part } = useSearch({ strict: false });
  const navigate = useNavigate();
  const go = (name: string, to: string | undefined) => void navigate({ to: '/projects/$project', params: { project: name }, search: { part: to }, replace: true });
  return (
    <ProjectPage
      named={project}
      part={isPart(part) ? part : 'general'}
      onPart={(next) => go(project, next === 'general' ? undefined : next)}
      onRenamed={(name) => go(name, part)}
      onRemoved={() => {
        note({ words: `The project ${project} is deleted` });
        void navigate({ to: '/projects', search: {}, replace: true });
      }}
    />
  );
}
