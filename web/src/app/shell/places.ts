import { ChartNoAxesColumn, Cpu, FolderGit2, GitBranch, History, Inbox, LayoutGrid, ListTree, type LucideIcon, MessageSquare } from 'lucide-react';

/** The places of the board, in the order of the rail; `go` is the letter after G. */
export interface Place {
  to: '/inbox' | '/board' | '/chat' | '/fleet' | '/sessions' | '/workspaces' | '/activity' | '/insights' | '/projects';
  words: string;
  icon: LucideIcon;
  go: string;
  thumb: boolean; // in the bar of a phone
}

export const PLACES: readonly Place[] = [
  { to: '/inbox', words: 'Inbox', icon: Inbox, go: 'i', thumb: true },
  { to: '/board', words: 'Board', icon: LayoutGrid, go: 'b', thumb: true },
  { to: '/chat', words: 'Chat', icon: MessageSquare, go: 'c', thumb: true },
  { to: '/fleet', words: 'Fleet', icon: Cpu, go: 'f', thumb: true },
  { to: '/sessions', words: 'Sessions', icon: ListTree, go: 's', thumb: false },
  { to: '/workspaces', words: 'Workspaces', icon: GitBranch, go: 'w', thumb: false },
  { to: '/activity', words: 'Activity', icon: History, go: 'a', thumb: false },
  { to: '/insights', words: 'Insights', icon: ChartNoAxesColumn, go: 'n', thumb: false },
  { to: '/projects', words: 'Projects', icon: FolderGit2, go: 'p', thumb: false },
];
