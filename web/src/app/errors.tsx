import { Link } from '@tanstack/react-router';
import { wordsOf } from '@/api/problem';
import { Empty, Trouble } from '@/ui/page';

export function Lost() {
  return (
    <Empty title="There is no page here">
      The address is not one of this board. <Link to="/board" className="underline">Go to the board</Link>
    </Empty>
  );
}

export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  return <Trouble words={`This part of the page stopped: ${wordsOf(error)}`} onRetry={reset} />;
}
