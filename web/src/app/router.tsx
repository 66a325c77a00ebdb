import { createRootRoute, createRoute, createRouter, lazyRouteComponent, parseSearchWith, redirect, stringifySearchWith } from '@tanstack/react-router';
import { ROOT } from '@/api/http';
import { again } from '@/lib/again';
import { Broken, Lost } from './errors';
import { Shell } from './shell/shell';

/** Search parameters are the page's state: filters, tabs and marks live in the address and can be sent to a friend. */
type Search = Record<string, string | number | undefined>;

const words =
  <N extends string>(...names: N[]) =>
  (given: Record<string, unknown>): { [K in N]?: string } => {
    const found: Search = {};
    for (const name of names) {
      const value = given[name];
      if (typeof value === 'string' || typeof value === 'number') found[name] = String(value);
    }
    return found as { [K in N]?: string };
  };

const root = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: Broken });
const page = <P extends string, S extends Search>(path: P, load: () => Promise<Record<string, unknown>>, search: (given: Record<string, unknown>) => S) =>
  createRoute({ getParentRoute: () => root, path, validateSearch: search, component: lazyRouteComponent(() => again(load) as Promise<Record<'Page', React.ComponentType>>, 'Page') });

const routes = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/board' });
    },
  }),
  page('/inbox', () => import('./pages/inbox'), words('tab', 'item')),
  page('/board', () => import('./pages/board'), words('project', 'agent', 'prio', 'label', 'q', 'density')),
  page('/tasks', () => import('./pages/tasks'), words('project', 'status', 'type', 'q', 'sort')),
  page('/tasks/$number', () => import('./pages/task'), words('tab', 'run', 'at', 'file')),
  page('/chat', () => import('./pages/chat'), words('task')),
  page('/fleet', () => import('./pages/fleet'), words('worker')),
  page('/sessions', () => import('./pages/sessions'), words('status')),
  page('/workspaces', () => import('./pages/workspaces'), words('project')),
  page('/activity', () => import('./pages/activity'), words('kind', 'project')),
  page('/insights', () => import('./pages/insights'), words('days', 'project')),
  page('/projects', () => import('./pages/projects'), words('new')),
  page('/projects/$project', () => import('./pages/project'), words('part')),
  page('/settings', () => import('./pages/settings'), words('part')),
  page('/signin', () => import('./pages/signin'), words('back', 'code')),
]);

export function makeRouter() {
  return createRouter({
    routeTree: routes,
    basepath: ROOT.pathname,
    // Every value is a word: `?at=12`, not `?at="12"`.
    parseSearch: parseSearchWith((text) => text),
    stringifySearch: stringifySearchWith(String),
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}
