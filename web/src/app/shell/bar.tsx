import { useLine } from '@/api/live';
import { clock } from '@/lib/time';
import { useNow } from '@/lib/clock';

const PATIENCE = 1500; // milliseconds: a line that is back at once is not worth a word

/** Says that the page is behind, and from when what it shows is. */
export function ReconnectingBar() {
  const { state, since } = useLine();
  const now = useNow(500);
  const late = state === 'down' && now - since > PATIENCE;
  return (
    <div role="status" aria-live="polite">
      {late && <p className="px-4 py-1 text-[12.5px] bg-sunk border-b border-line text-ink2">Reconnecting. Showing {clock(since)}; what you do is sent when it can be.</p>}
    </div>
  );
}
