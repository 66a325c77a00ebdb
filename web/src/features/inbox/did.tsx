import { Link } from '@tanstack/react-router';
import type { InboxItem } from '@/api/types';
import { Markdown } from '@/ui/markdown';
import type { Did } from './context';

export function DidList({ did, title, link }: { did: readonly Did[]; title: string; link?: React.ReactNode }) {
  if (did.length === 0) return null;
  return (
    <details open>
      <summary className="text-[12.5px] text-ink2 cursor-pointer py-1">{title}</summary>
      <div className="mt-1 rounded-xl border border-line bg-sunk max-h-72 scroll" tabIndex={0} role="region" aria-label={title}>
        <dl className="px-3 py-2.5 font-mono text-[12px] leading-[1.55] grid grid-cols-[72px_1fr] gap-x-3 gap-y-1">
          {did.map((one) => (
            <div key={one.seq} className="contents">
              <dt className={one.bad ? 'text-bad' : 'text-ink3'}>{one.kind}</dt>
              <dd className={`min-w-0 [overflow-wrap:anywhere] ${one.kind === 'said' ? 'font-sans text-[13px]' : 'whitespace-pre-wrap'}`}>{one.kind === 'said' ? <Markdown text={one.text} /> : one.text}</dd>
            </div>
          ))}
        </dl>
      </div>
      {link !== undefined && <p className="mt-2 text-[12.5px]">{link}</p>}
    </details>
  );
}

export function TranscriptLink({ item }: { item: InboxItem }) {
  return (
    <Link to="/tasks/$number" params={{ number: String(item.task.number) }} search={item.run === null ? {} : { run: item.run }} className="underline underline-offset-2 decoration-line2 hover:decoration-ink">
      The whole transcript
    </Link>
  );
}
