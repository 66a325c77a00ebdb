import { useNavigate, useSearch } from '@tanstack/react-router';
import { Insights } from '@/features/usage/page';

export function Page() {
  const { days, project } = useSearch({ strict: false });
  const navigate = useNavigate();
  return <Insights days={days} project={project} onDays={(next) => void navigate({ to: '/insights', search: { days: String(next), project } })} />;
}
