import type { Insights } from '@/api/types';
import { count, many, money, percent } from '@/lib/number';
import { lasted } from '@/lib/time';
import { Legend, type Series } from '@/ui/bars';
import { Frame } from './frame';

type Did = Insights['agents'][number];

const PARTS = [
  { name: 'succeeded', ink: 'var(--ok)', fill: 'solid' },
  { name: 'failed', ink: 'var(--bad)', fill: 'hatch' },
  { name: 'cancelled', ink: 'var(--ink3)', fill: 'hollow' },
] as const satisfies readonly Omit<Series, 'values'>[];

const LOOKS: Record<(typeof PARTS)[number]['fill'], React.CSSProperties> = {
  solid: { background: 'var(--ok)' },
  hatch: { background: 'repeating-linear-gradient(135deg, var(--bad) 0 2px, var(--sheet) 2px 4px)', boxShadow: 'inset 0 0 0 1px var(--bad)' },
  hollow: { boxShadow: 'inset 0 0 0 1px var(--ink3)' },
};

/** How the runs of each agent ended. Merges are nobody's and not here. */
export function Agents({ agents }: { agents: readonly Did[] }) {
  const sorted = agents.toSorted((a, b) => b.runs - a.runs);
  const all = sorted.reduce((sum, one) => sum + one.runs, 0);
  const good = sorted.reduce((sum, one) => sum + one.succeeded, 0);
  const columns = [
    { name: 'runs', cells: sorted.map((one) => count(one.runs)) },
    ...PARTS.map(({ name }) => ({ name, cells: sorted.map((one) => count(one[name])) })),
    { name: 'success', cells: sorted.map((one) => percent(one.succeeded, one.runs)) },
    { name: 'cost', cells: sorted.map((one) => money(one.cost_usd)) },
    { name: 'median time', cells: sorted.map((one) => (one.median_seconds === null ? '–' : lasted(one.median_seconds))) },
  ];
  const reading = all === 0 ? 'No run ended in these days.' : `${percent(good, all)} of ${many(all, 'run')} succeeded`;
  return (
    <Frame title="Success by agent" reading={reading} rows={{ name: 'Agent', heads: sorted.map((one) => one.agent) }} columns={columns}>
      <ul aria-label="Success by agent" className="grid gap-3 mb-3">
        {sorted.map((one) => (
          <Row key={one.agent} did={one} most={sorted[0]?.runs ?? 1} />
        ))}
      </ul>
      {all > 0 && <Legend series={PARTS} />}
    </Frame>
  );
}

function Row({ did, most }: { did: Did; most: number }) {
  return (
    <li>
      <div className="flex flex-wrap items-baseline gap-x-2 text-[12.5px]">
        <span className="font-mono">{did.agent}</span>
        <span className="num font-semibold">{percent(did.succeeded, did.runs)}</span>
        <span className="ml-auto num text-ink3">
          {PARTS.filter(({ name }) => did[name] > 0)
            .map(({ name }) => `${count(did[name])} ${name}`)
            .join(' · ')}
        </span>
      </div>
      <div className="mt-1 h-3 flex gap-px" style={{ width: `${Math.max((did.runs / Math.max(most, 1)) * 100, 2)}%` }} aria-hidden="true">
        {PARTS.filter(({ name }) => did[name] > 0).map(({ name, fill }) => (
          <span key={name} className="h-full rounded-[2px] min-w-[3px]" style={{ ...LOOKS[fill], flex: did[name] }} />
        ))}
      </div>
    </li>
  );
}
