import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useFleet, useProjects } from '@/api/use';
import { Create } from '@/features/task/create';
import { note } from '@/lib/note';
import { say } from '@/lib/say';

export default function CreateTask({ onClose }: { onClose: () => void }) {
  const projects = useProjects().data ?? [];
  const agents = useFleet().data?.workers.flatMap((one) => one.agents) ?? [];
  const project = useRouterState({ select: (state) => (state.location.search as { project?: string }).project });
  const navigate = useNavigate();
  return (
    <Create
      projects={projects}
      agents={[...new Set(agents)].toSorted()}
      project={project}
      onClose={onClose}
      onMade={({ number }, queued) => {
        say(`T-${number} ${queued ? 'queued' : 'saved to backlog'}`);
        note({ words: `T-${number} ${queued ? 'is queued' : 'is in the backlog'}`, act: { words: 'Open', run: () => void navigate({ to: '/tasks/$number', params: { number: String(number) } }) } });
      }}
    />
  );
}
