import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { ROOT } from '@/api/http';
import { SignIn } from '@/features/account/signin';

export function Page() {
  const { back } = useSearch({ strict: false });
  const router = useRouter();
  const client = useQueryClient();
  const done = () => {
    client.clear();
    // Only to a place of this page: an address from elsewhere would be a trap.
    const safe = back !== undefined && back.startsWith('/') && !back.startsWith('//') && !back.startsWith('/signin') ? back : '/board';
    router.history.push(new URL(safe.slice(1), ROOT).href.slice(ROOT.origin.length)); // the board may lie below a path
  };
  return <SignIn onDone={done} />;
}
