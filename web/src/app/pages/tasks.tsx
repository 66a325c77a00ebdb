import { useNavigate, useSearch } from '@tanstack/react-router';
import { useProjects } from '@/api/use';
import { TaskTable } from '@/features/task/table';

export function Page() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const projects = useProjects().data ?? [];
  return <TaskTable search={search} projects={projects} onChange={(part) => void navigate({ to: '/tasks', search: { ...search, ...part }, replace: true })} />;
}
