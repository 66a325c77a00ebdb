import { useNavigate, useSearch } from '@tanstack/react-router';
import { Fleet } from '@/features/worker/page';

export function Page() {
  const { worker } = useSearch({ strict: false });
  const navigate = useNavigate();
  return <Fleet chosen={worker} onChoose={(next) => void navigate({ to: '/fleet', search: { worker: next } })} />;
}
