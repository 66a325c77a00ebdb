import { Link } from '@tanstack/react-router';
import { lookOfTask } from '@/api/eye';
import type { InboxItem } from '@/api/types';
import { useKeys } from '@/lib/keys';
import { useNavigate } from '@tanstack/react-router';
import { Kbd } from '@/ui/button';
import { Glyph } from '@/ui/glyph';
import { useContext } from './context';
import { DidList } from './did';

/** Work that is handed in. It blocks no agent; it is judged where its changes are. */
export function ReviewReady({ item, head }: { item: InboxItem; head: React.ReactNode }) {
  const { did } = useContext(item.run, null);
  const navigate = useNavigate();
  const look = lookOfTask('review');
  const params = { number: String(item.task.number) };
  useKeys([{ keys: 'Enter', where: 'inbox', words: 'Open the changes', run: (event) => event.target === document.body && void navigate({ to: '/tasks/$number', params, search: { tab: 'changes' } }) }]);
  return (
    <section aria-label="Review" className="h-full scroll">
      <div className="max-w-[700px] mx-auto px-4 md:px-6 py-5 md:py-7 grid gap-4">
        {head}
        <p className="flex items-center gap-1.5 text-[12.5px] font-semibold" style={{ color: look.ink }}>
          <Glyph shape={look.shape} ink={look.ink} />
          Ready for review
        </p>
        <h2 className="font-serif text-[25px] leading-[1.25] [overflow-wrap:anywhere] text-balance">{item.task.title}</h2>
        {item.words !== '' && <p className="text-ink2 [overflow-wrap:anywhere]">{item.words}</p>}
        <p>
          <Link to="/tasks/$number" params={params} search={{ tab: 'changes' }} className="inline-flex h-9 items-center gap-2 rounded-lg bg-ink text-paper px-3.5 font-medium">
            Open the changes <Kbd>↵</Kbd>
          </Link>
        </p>
        <DidList did={did} title="What it did last" />
      </div>
    </section>
  );
}
