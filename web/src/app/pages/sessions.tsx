import { useNavigate, useSearch } from '@tanstack/react-router';
import { useFleet } from '@/api/use';
import { Sessions } from '@/features/session/page';

export function Page() {
  const { status } = useSearch({ strict: false });
  const navigate = useNavigate();
  const fleet = useFleet().data;
  return (
    <Sessions
      ended={status === 'terminated'}
      onEnded={(ended) => void navigate({ to: '/sessions', search: { status: ended ? 'terminated' : undefined } })}
      workerOf={(id) => fleet?.workers.find((one) => one.id === id)?.name}
    />
  );
}
