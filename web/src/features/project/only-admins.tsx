import { useMe } from '@/api/use';

/** Who may change this, for somebody who may not. */
export function OnlyAdmins() {
  const me = useMe().data;
  if (me === undefined) return null;
  return (
    <p className="mt-4 rounded-lg border border-line2 bg-sunk px-3 py-2 text-[13px]">
      You can read this. Only an admin of {me.org} can change it; you are signed in as {me.scope}.
    </p>
  );
}
