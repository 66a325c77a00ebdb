import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import type { Run, Task } from '@/api/types';

export const PATCH = `diff --git a/src/lease.py b/src/lease.py
--- a/src/lease.py
+++ b/src/lease.py
@@ -1,2 +1,2 @@
 keep
-deadline = time()
+deadline = monotonic()
diff --git a/b.bin b/b.bin
Binary files a/b.bin and b/b.bin differ
`;

const AT = '2026-01-01T00:00:00Z';

export const task = (more: Partial<Task> = {}): Task => ({
  id: '01task', number: 7, org: 'default', project: '01project', title: 'Tolerate clock skew', description: '', status: 'review', priority: 'normal', task_type: 'feature', position: 'a',
  created_at: AT, updated_at: AT, created_by: 'key:me', attempts: 1, depends_on: [], executable: true, labels: [], note: '', open_questions: 0, runs: 1, run: '01run', branch: 'taskyard/7', head_commit: 'c0ffee0000', settings: {},
  ...more,
});

export const run = (more: Partial<Run> = {}): Run => ({
  id: '01run', org: 'default', project: '01project', task: '01task', number: 1, kind: 'work', status: 'succeeded', reason: 'completed', message: '', agent: 'claude', attempt: 1, queued_at: AT, head_commit: 'c0ffee0000',
  conflicts: [], evidence: [], stat: [], settings: { checks: ['make test'], merge_strategy: 'squash' }, ...more,
}) as Run;

export interface Sent {
  path: string;
  body: unknown;
}

/** The server's side of a review. `refuse` answers the next change with a problem, once. */
export function serve({ runs = [run()], patch = PATCH, reviews = [] as unknown[], refuse = false } = {}): Sent[] {
  const sent: Sent[] = [];
  let isRefusing = refuse;
  globalThis.fetch = async (given) => {
    const request = new Request(given);
    const { pathname: path } = new URL(request.url);
    if (request.method === 'POST') {
      sent.push({ path: path.slice(path.indexOf('/tasks/')), body: await request.json() });
      if (isRefusing) {
        isRefusing = false;
        return Response.json({ code: 'conflict', detail: 'the branch has moved since it was looked at', status: 409 }, { status: 409 });
      }
      return Response.json(task({ status: 'queued' }));
    }
    if (path.endsWith('/patch')) return Response.json({ patch });
    if (path.endsWith('/runs')) return Response.json({ items: runs, next: null });
    if (path.endsWith('/reviews')) return Response.json({ items: reviews, next: null });
    if (path.endsWith('/projects')) return Response.json({ items: [{ id: '01project', name: 'core', target: 'trunk', settings: {}, inherited: {} }], next: null });
    return Response.json({ counts: { waiting: 0, review: 0, failed: 0 }, items: [], next: null });
  };
  return sent;
}

export function show(page: () => React.ReactNode): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const router = createRouter({ routeTree: createRootRoute({ component: page }), history: createMemoryHistory() });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
}
