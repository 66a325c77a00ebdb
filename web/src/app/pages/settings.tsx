import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { isPart, Settings } from '@/features/account/settings';
import { dropDrafts } from '@/features/project/data';
import { OrgDefaults } from '@/features/project/org-defaults';

export function Page() {
  const { part } = useSearch({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  return (
    <Settings
      part={isPart(part) ? part : 'appearance'}
      onPart={(next) => void navigate({ to: '/settings', search: { part: next === 'appearance' ? undefined : next }, replace: true })}
      onSignedOut={() => {
        dropDrafts();
        void navigate({ to: '/signin', search: {}, replace: true }).then(() => client.clear());
      }}
      defaults={<OrgDefaults />}
    />
  );
}
