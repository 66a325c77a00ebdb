import { create } from 'zustand';
import { recall, remember } from './shelf';

/** Whether this browser wants to see the first steps while they are not all done. */
export const useFirstSteps = create<{ hidden: boolean }>(() => ({ hidden: recall('start') === 'hidden' }));

export function hideFirstSteps(hidden: boolean): void {
  remember('start', hidden ? 'hidden' : null);
  useFirstSteps.setState({ hidden });
}
