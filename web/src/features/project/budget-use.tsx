import type { Allowance } from '@/api/types';
import { money, short } from '@/lib/number';

const WINDOWS: Record<Allowance['window'], string> = { day: 'today', month: 'this month', all: 'in all' };

/** "$4.10 of $10.00 this month": the part that is used, in words and as a bar. */
export function budgetWords({ limit_usd, limit_tokens, spent_usd, spent_tokens, window }: Allowance): string {
  const parts = [limit_usd > 0 ? `${money(spent_usd)} of ${money(limit_usd)}` : '', limit_tokens > 0 ? `${short(spent_tokens)} of ${short(limit_tokens)} tokens` : ''].filter(Boolean);
  return `${parts.join(', ')} ${WINDOWS[window]}`;
}

export function BudgetUse({ budget }: { budget: Allowance }) {
  const { used, soft } = budget;
  const isUp = used >= 1;
  const ink = isUp ? 'var(--bad)' : used >= soft ? 'var(--rev)' : 'var(--ink2)';
  return (
    <span className="block text-[12.5px]">
      <span className="num">{budgetWords(budget)}</span>
      {isUp && <strong className="text-bad font-medium"> · used up</strong>}
      {!isUp && used >= soft && <span className="text-ink2"> · nearly used up</span>}
      <span className="mt-1 block h-1.5 max-w-[260px] rounded-full bg-line overflow-hidden" aria-hidden>
        <i className="block h-full rounded-full" style={{ width: `${Math.min(1, used) * 100}%`, background: ink }} />
      </span>
    </span>
  );
}
