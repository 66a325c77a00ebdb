import type { Review } from '@/api/types';
import { many } from '@/lib/number';
import { moment, ms } from '@/lib/time';

const WORDS = { approve: 'approved it', request_changes: 'asked for changes', accept: 'accepted it without a merge' } as const;

/** What was said before, to be read beside what came of it. */
export function Past({ reviews }: { reviews: readonly Review[] }) {
  if (reviews.length === 0) return null;
  return (
    <details className="border-b border-line text-[13px]">
      <summary className="px-3 md:px-4 min-h-9 py-2 cursor-pointer text-ink2">{many(reviews.length, 'earlier review')}</summary>
      <ol className="scroll max-h-[40vh] px-3 md:px-4 pb-3 grid gap-3">
        {reviews.map((review) => (
          <li key={review.id} className="border-l-2 border-line2 pl-3">
            <p className="text-ink2">
              <b className="font-semibold text-ink">{review.author}</b> {WORDS[review.verdict]}
              {review.head_commit !== null && <code className="font-mono text-[12px]"> at {review.head_commit.slice(0, 10)}</code>}
              <time dateTime={review.at} className="num text-ink3">
                {' '}
                · {moment(ms(review.at))}
              </time>
            </p>
            {review.text !== '' && <p className="mt-1 whitespace-pre-wrap [overflow-wrap:anywhere]">{review.text}</p>}
            {review.remarks.map((remark, nth) => (
              <div key={nth} className="mt-1.5">
                <p className="font-mono text-[12px] text-ink3 [overflow-wrap:anywhere]">
                  {remark.path}
                  {remark.line !== null && `:${remark.line}`}
                </p>
                {remark.quote.trim() !== '' && <code className="block scroll font-mono text-[12px] text-ink2 whitespace-pre">{remark.quote}</code>}
                <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{remark.text}</p>
              </div>
            ))}
          </li>
        ))}
      </ol>
    </details>
  );
}
