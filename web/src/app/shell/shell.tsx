import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useInbox } from '@/api/use';
import { again } from '@/lib/again';
import { useKeys } from '@/lib/keys';
import { useSpoken } from '@/lib/say';
import { ReconnectingBar } from './bar';
import { useNotify } from './notify';
import { PLACES } from './places';
import { Rail } from './rail';
import { TopBar } from './topbar';
import { useTitle } from './title';

const Palette = lazy(() => again(() => import('./palette')));
const Create = lazy(() => again(() => import('./create')));
const Toasts = lazy(() => again(() => import('./toasts')));
const KeyTable = lazy(() => again(() => import('./keytable')));

type Opened = 'palette' | 'create' | 'keys' | null;

export function Shell() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return path === '/signin' ? <Outlet /> : <House path={path} />;
}

function House({ path }: { path: string }) {
  const [opened, setOpened] = useState<Opened>(null);
  const navigate = useNavigate();
  const inbox = useInbox().data;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useTitle(path, inbox?.counts.waiting ?? 0);
  useNotify();
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus(); // a new page: who reads by ear starts at its top
  }, [path]);
  useKeys([
    { keys: '$mod+k', where: 'anywhere', words: 'Search or run a command', run: (event) => (event.preventDefault(), setOpened('palette')) },
    { keys: 'c', where: 'anywhere', words: 'New task', run: (event) => (event.preventDefault(), setOpened('create')) },
    { keys: 'n', where: 'anywhere', words: 'The next thing that waits on you', run: () => void navigate({ to: '/inbox', search: { item: inbox?.items[0]?.message?.id } }) },
    { keys: 'Shift+?', where: 'anywhere', words: 'This table', run: () => setOpened('keys') },
    ...PLACES.map((place) => ({ keys: `g ${place.go}`, where: 'anywhere', words: `Go to ${place.words}`, run: () => void navigate({ to: place.to }) })),
  ]);
  return (
    <div className="h-full flex max-md:flex-col">
      <a href="#main" className="sr focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:bg-sheet focus:p-2" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to content
      </a>
      <Rail />
      <div className="flex-1 min-w-0 min-h-0 flex flex-col">
        <TopBar onPalette={() => setOpened('palette')} onCreate={() => setOpened('create')} />
        <ReconnectingBar />
        <main id="main" ref={main} tabIndex={-1} className="flex-1 min-h-0 min-w-0 outline-none">
          <Outlet />
        </main>
      </div>
      <Spoken />
      <Suspense>
        <Toasts />
      </Suspense>
      <Suspense>
        {opened === 'palette' && <Palette onClose={() => setOpened(null)} onCreate={() => setOpened('create')} onKeys={() => setOpened('keys')} />}
        {opened === 'create' && <Create onClose={() => setOpened(null)} />}
        {opened === 'keys' && <KeyTable onClose={() => setOpened(null)} />}
      </Suspense>
    </div>
  );
}

function Spoken() {
  const { words, turn } = useSpoken();
  return (
    <div className="sr" role="status" aria-live="assertive">
      {words}
      {turn % 2 === 0 ? '' : '\u00a0'}
    </div>
  );
}
