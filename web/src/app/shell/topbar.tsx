import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { ChevronDown, Plus, Search } from 'lucide-react';
import { useInbox, useProjects } from '@/api/use';
import { Button, Kbd } from '@/ui/button';
import { Menu } from '@/ui/menu';

const BY_PROJECT = ['/board', '/tasks', '/workspaces', '/activity', '/insights'];

export function TopBar({ onPalette, onCreate }: { onPalette: () => void; onCreate: () => void }) {
  const waiting = useInbox().data?.counts.waiting ?? 0;
  return (
    <header className="h-12 shrink-0 border-b border-line flex items-center gap-2 px-3 md:px-4">
      <ProjectSwitch />
      <button type="button" onClick={onPalette} className="flex-1 max-w-[420px] min-w-0 h-8 rounded-lg border border-line bg-sheet text-ink3 px-2.5 flex items-center gap-2 text-[13px] hover:border-line2 cursor-pointer">
        <Search size={14} aria-hidden />
        <span className="truncate">Search or run a command</span>
        <span className="ml-auto hidden md:flex gap-1">
          <Kbd>{/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'}</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      <div className="flex-1 hidden md:block" />
      {waiting > 0 && (
        <Link to="/inbox" className="hidden md:inline-flex h-8 items-center gap-2 rounded-full bg-hotsoft text-hotink px-3 text-[12.5px] font-semibold">
          <i className="size-2 rotate-45 bg-hot" />
          {waiting} waiting on you
        </Link>
      )}
      <Button kind="solid" onClick={onCreate} aria-keyshortcuts="C">
        <Plus size={15} aria-hidden />
        <span className="max-md:sr-only">New task</span>
      </Button>
    </header>
  );
}

/** Switches what the pages that know projects show; elsewhere it leads to the board of that project. */
function ProjectSwitch() {
  const projects = useProjects().data ?? [];
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const chosen = useRouterState({ select: (state) => (state.location.search as { project?: string }).project });
  const to = BY_PROJECT.find((one) => path === one) ?? '/board';
  const choose = (project: string | undefined) => void navigate({ to: to as '/board', search: (old: Record<string, unknown>) => ({ ...old, project }) as never });
  const items = [
    [{ words: 'All projects', checked: chosen === undefined, run: () => choose(undefined) }],
    projects.map((one) => ({ words: one.name, checked: chosen === one.name, ...(one.paused ? { hint: 'paused' } : {}), run: () => choose(one.name) })),
    [{ words: 'Manage projects', run: () => void navigate({ to: '/projects' }) }],
  ];
  return (
    <Menu label="Project" items={items.filter((group) => group.length > 0)}>
      <Button className="max-w-[40vw]">
        <span className="truncate">{chosen ?? 'All projects'}</span>
        <ChevronDown size={13} aria-hidden className="text-ink3" />
      </Button>
    </Menu>
  );
}
