import type { Run } from '@/api/types';
import { lasted } from '@/lib/time';
import { Ansi } from '@/ui/ansi';
import { Glyph } from '@/ui/glyph';

type Check = Run['evidence'][number];

/** What the project's checks said, on exactly the commit that is looked at. */
export function Evidence({ checks }: { checks: readonly Check[] }) {
  return (
    <ul className="grid gap-1">
      {checks.map((check, nth) => (
        <li key={nth}>
          <details className="rounded-lg border border-line">
            <summary className="min-h-8 px-2.5 py-1 flex flex-wrap items-center gap-x-2 cursor-pointer text-[13px]">
              <Glyph shape={check.passed ? 'tick' : 'cross'} ink={check.passed ? 'var(--ok)' : 'var(--bad)'} />
              <code className="min-w-0 font-mono text-[12px] [overflow-wrap:anywhere]">{check.command}</code>
              <span className={`ml-auto num text-[12px] ${check.passed ? 'text-ink3' : 'text-bad'}`}>
                {check.passed ? 'passed' : `failed (${check.exit_code})`} in {lasted(check.seconds)}
              </span>
            </summary>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <pre tabIndex={0} aria-label={`The end of what ${check.command} printed`} className="scroll max-h-56 border-t border-line bg-sunk px-2.5 py-2 font-mono text-[11.5px]">
              {check.tail.trim() === '' ? 'It printed nothing.' : <Ansi text={check.tail} />}
            </pre>
          </details>
        </li>
      ))}
    </ul>
  );
}
