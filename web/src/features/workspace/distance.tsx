import type { Workspace } from '@/api/types';
import { distanceOf } from './words';

/** "3↑ 0↓", and what that means for who cannot see it or does not know it. */
export function Distance({ workspace }: { workspace: Workspace }) {
  const found = distanceOf(workspace);
  if (found === null) return null;
  return (
    <span className="num whitespace-nowrap" title={found.words}>
      <span aria-hidden>{found.short}</span>
      <span className="sr">{found.words}</span>
    </span>
  );
}
