import { useNavigate, useSearch } from '@tanstack/react-router';
import { InboxPage, isTab } from '@/features/inbox/page';

export function Page() {
  const { tab, item } = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <InboxPage
      tab={isTab(tab) ? tab : 'waiting'}
      item={item ?? null}
      onGo={(tab, item) => void navigate({ to: '/inbox', search: { tab: tab === 'waiting' ? undefined : tab, item: item ?? undefined } })}
    />
  );
}
