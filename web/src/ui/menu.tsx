import { lazy, Suspense } from 'react';
import { again } from '@/lib/again';

export interface MenuItem {
  words: string;
  hint?: string;
  checked?: boolean;
  bad?: boolean;
  disabled?: boolean;
  run: () => void;
}

export interface MenuProps {
  label: string;
  items: readonly (readonly MenuItem[])[]; // groups, with a line between them
  align?: 'start' | 'end';
  open?: boolean; // when the caller opens it, by a key or at the pointer
  onOpen?: (open: boolean) => void;
  onLeft?: () => void; // where the focus goes when it closes, if not to the button
  children: React.ReactElement; // the button that opens it
}

const Parts = lazy(() => again(() => import('./menu-parts')));

/** The button is there at once; what opens (25 kB of it) comes after the first paint. */
export function Menu(props: MenuProps) {
  return (
    <Suspense fallback={props.children}>
      <Parts {...props} />
    </Suspense>
  );
}
