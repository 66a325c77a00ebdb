import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { onSignedOut } from '@/api/http';
import { line } from '@/api/line';
import { makeQueryClient } from '@/api/query';
import { makeRouter } from './router';

const client = makeQueryClient();
const live = line(client);
const router = makeRouter();

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function App() {
  useEffect(() => {
    const stop = live.start();
    const deaf = onSignedOut(() => {
      if (router.state.location.pathname === '/signin') return;
      void router.navigate({ to: '/signin', search: { back: router.state.location.href } });
    });
    return () => {
      deaf();
      stop();
    };
  }, []);
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
