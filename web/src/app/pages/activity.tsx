import { useNavigate, useSearch } from '@tanstack/react-router';
import { useProjects } from '@/api/use';
import { Activity } from '@/features/activity/page';

export function Page() {
  const { kind, project } = useSearch({ strict: false });
  const navigate = useNavigate();
  const chosen = useProjects().data?.find((one) => one.name === project);
  return <Activity kind={kind} project={chosen} onKind={(next) => void navigate({ to: '/activity', search: { kind: next, project } })} />;
}
