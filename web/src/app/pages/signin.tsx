import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { SignIn } from '@/features/account/signin';

export function Page() {
  const { back } = useSearch({ strict: false });
  const router = useRouter();
  const client = useQueryClient();
  const done = () => {
    client.clear();
    // Only to a place of this page: an address from elsewhere would be a trap.
    const safe = back !== undefined && back.startsWith('/') && !back.startsWith('//') && !back.startsWith('/signin') ? back : '/board';
    router.history.push(safe);
  };
  return <SignIn onDone={done} />;
}
