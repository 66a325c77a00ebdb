import { Link } from '@tanstack/react-router';
import type { Insights } from '@/api/types';
import { count, many, money, percent, short } from '@/lib/number';
import { lasted } from '@/lib/time';

const add = <T,>(items: readonly T[], of: (item: T) => number): number => items.reduce((sum, one) => sum + of(one), 0);

/** The few numbers that stand for the whole page. */
export function Figures({ insights: { days, agents, waiting } }: { insights: Insights }) {
  const tokens = add(days, (day) => day.tokens_in + day.tokens_out);
  const cached = add(days, (day) => day.tokens_cached);
  const all = add(agents, (one) => one.runs);
  const took = waiting.median_seconds;
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-5 px-4 md:px-6 pt-1 pb-5">
      <Figure value={money(add(days, (day) => day.cost_usd))} words="spent" grey={add(days, (day) => day.cost_usd) === 0} />
      <Figure value={short(tokens)} words={cached > 0 ? `tokens, ${percent(cached, tokens)} from a cache` : 'tokens'} grey={tokens === 0} />
      <Figure value={count(add(days, (day) => day.done))} words="tasks done" grey={add(days, (day) => day.done) === 0} />
      <Figure value={percent(add(agents, (one) => one.succeeded), all)} words={`of ${many(all, 'run')} succeeded`} grey={all === 0} />
      <Figure value={took === null ? '–' : lasted(took)} words="until a person answers, median" grey={took === null}>
        {waiting.open > 0 && (
          <Link to="/inbox" className="inline-block text-hotink font-medium underline underline-offset-2">
            {count(waiting.open)} open now
          </Link>
        )}
      </Figure>
    </dl>
  );
}

function Figure({ value, words, grey, children }: { value: string; words: string; grey: boolean; children?: React.ReactNode }) {
  return (
    <div className="flex flex-col-reverse justify-end">
      <dt className="mt-0.5 leading-6 text-[12.5px] text-ink2">
        {words} {children}
      </dt>
      <dd className={`font-serif text-[34px] leading-none tracking-[-0.02em] num ${grey ? 'text-ink3' : ''}`}>{value}</dd>
    </div>
  );
}
