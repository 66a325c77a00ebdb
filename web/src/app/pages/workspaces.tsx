import { useSearch } from '@tanstack/react-router';
import { useFleet, useProjects } from '@/api/use';
import { Workspaces } from '@/features/workspace/page';

export function Page() {
  const { project } = useSearch({ strict: false });
  const fleet = useFleet().data;
  const chosen = useProjects().data?.find((one) => one.name === project);
  return <Workspaces project={chosen} workerOf={(id) => fleet?.workers.find((one) => one.id === id)?.name} />;
}
