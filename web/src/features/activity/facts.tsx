import { Link } from '@tanstack/react-router';
import type { Fact } from '@/api/types';
import { useNow } from '@/lib/clock';
import { ago, moment, ms } from '@/lib/time';
import { isDull, sentence } from './sentence';

/** Facts, the newest first; dull ones fold. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <ol className="px-4 md:px-6 pb-6 max-w-[860px]">
      {fold(facts).map((group) => (
        <Group key={group[0]!.seq} group={group} />
      ))}
    </ol>
  );
}

/** Dull kinds in a row become one line that opens. */
export function fold(facts: readonly Fact[]): Fact[][] {
  const groups: Fact[][] = [];
  for (const fact of facts) {
    const last = groups[groups.length - 1];
    if (last !== undefined && isDull(fact.kind) && isDull(last[0]!.kind)) last.push(fact);
    else groups.push([fact]);
  }
  return groups;
}

function Group({ group }: { group: Fact[] }) {
  if (group.length < 3) return group.map((fact) => <Line key={fact.seq} fact={fact} />);
  return (
    <li>
      <details>
        <summary className="py-1.5 text-[12.5px] text-ink3 cursor-pointer">{group.length} small steps</summary>
        <ol>
          {group.map((fact) => (
            <Line key={fact.seq} fact={fact} />
          ))}
        </ol>
      </details>
    </li>
  );
}

function Line({ fact }: { fact: Fact }) {
  const now = useNow(10_000);
  const number = fact.body?.['number'];
  const then = ms(fact.at);
  return (
    <li className="grid grid-cols-[52px_1fr] gap-3 py-1.5 border-b border-line text-[13px]">
      <time dateTime={fact.at} title={moment(then)} className="num text-ink3 text-right">
        {ago(then, now)}
      </time>
      <span>
        {typeof number === 'number' && (
          <Link to="/tasks/$number" params={{ number: String(number) }} className="font-mono text-[12px] mr-1.5 underline decoration-line2">
            T-{number}
          </Link>
        )}
        {sentence(fact)} <span className="text-ink3">by {fact.actor}</span>
      </span>
    </li>
  );
}
