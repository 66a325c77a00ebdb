import type { Row } from './rows';

const NAMES: Partial<Record<Row['kind'], string>> = { you: 'Told', ask: 'Asks', error: 'Error', end: 'End of turn' };

/** The turns of what is loaded: a way through a long conversation. */
export function Outline({ rows, onChoose }: { rows: readonly Row[]; onChoose: (seq: number) => void }) {
  const turns = rows.filter((row) => NAMES[row.kind] !== undefined || (row.kind === 'text' && row.text.startsWith('#')));
  return (
    <nav aria-label="Outline" className="w-[220px] shrink-0 border-l border-line scroll py-2 max-xl:hidden">
      <ol>
        {turns.map((row) => (
          <li key={row.seq}>
            <button type="button" onClick={() => onChoose(row.seq)} className="w-full text-left px-3 py-1 text-[12.5px] hover:bg-sunk truncate cursor-pointer">
              <span className="text-ink3">{NAMES[row.kind] ?? 'Says'}</span> {row.text.replace(/^#+\s*/, '').split('\n', 1)[0]}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
