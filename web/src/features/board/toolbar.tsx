import { Link } from '@tanstack/react-router';
import { ListFilter, Rows2, Rows3, Table2, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { PRIORITIES, PRIORITY_WORDS } from '@/api/eye';
import { count } from '@/lib/number';
import { Button, Kbd } from '@/ui/button';
import { Menu, type MenuItem } from '@/ui/menu';
import { close, open, useDesk } from './desk';
import { isFiltered, priorities, type Search, toggled } from './filter';
import type { Density } from './size';
import { useBoard } from './store';

export type Change = (part: Partial<Search>) => void;

export const SEARCH_FIELD = 'board-search';

export function Toolbar({ search, density, onChange, onDensity }: { search: Search; density: Density; onChange: Change; onDensity: (density: Density) => void }) {
  return (
    <div className="h-11 shrink-0 flex items-center gap-1.5 px-3 md:px-4 overflow-x-auto text-[12.5px]" role="toolbar" aria-label="Filters">
      <FilterMenu search={search} onChange={onChange} />
      <Words words={search.q ?? ''} onChange={(q) => onChange({ q })} />
      <Chips search={search} onChange={onChange} />
      <span className="ml-auto" />
      <Depth />
      <span className="inline-flex shrink-0 rounded-lg border border-line bg-sheet p-0.5 ml-2" role="group" aria-label="Density">
        {(['cozy', 'compact'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={density === one} aria-label={one === 'cozy' ? 'Tall cards' : 'Low cards'} onClick={() => onDensity(one)} className={`size-7 grid place-items-center rounded-md cursor-pointer ${density === one ? 'bg-sunk text-ink' : 'text-ink3'}`}>
            {one === 'cozy' ? <Rows2 size={14} aria-hidden /> : <Rows3 size={14} aria-hidden />}
          </button>
        ))}
      </span>
      <Link to="/tasks" search={{ project: search.project }} aria-label="As a table" title="As a table" className="size-8 grid place-items-center shrink-0 rounded-lg text-ink3 hover:bg-sunk">
        <Table2 size={14} aria-hidden />
      </Link>
    </div>
  );
}

/** What can be chosen is read from the cards when the menu opens, not while they change. */
function FilterMenu({ search, onChange }: { search: Search; onChange: Change }) {
  const isOpen = useDesk(({ opened }) => opened?.kind === 'filter');
  const found = useMemo(() => (isOpen ? named() : { agents: [], labels: [] }), [isOpen]);
  const chosen = priorities(search.prio);
  const items: MenuItem[][] = [
    PRIORITIES.map((one) => ({ words: `${PRIORITY_WORDS[one]} priority`, checked: chosen.includes(one), run: () => onChange({ prio: toggled(search.prio, one) }) })),
    found.agents.map((agent) => ({ words: agent, hint: 'agent', checked: search.agent === agent, run: () => onChange({ agent: search.agent === agent ? undefined : agent }) })),
    found.labels.map((label) => ({ words: label, hint: 'label', checked: search.label === label, run: () => onChange({ label: search.label === label ? undefined : label }) })),
    isFiltered(search) ? [{ words: 'Clear filters', run: () => onChange({ agent: undefined, prio: undefined, label: undefined, q: undefined }) }] : [],
  ];
  return (
    <Menu label="Filter" items={items.filter((group) => group.length > 0)} open={isOpen} onOpen={(now) => (now ? open({ kind: 'filter' }) : close())}>
      <Button kind="line" size="small" aria-keyshortcuts="F">
        <ListFilter size={13} aria-hidden />
        Filter
        <span className="max-md:hidden">
          <Kbd>F</Kbd>
        </span>
      </Button>
    </Menu>
  );
}

const MOST = 20; // labels in the menu

function named(): { agents: string[]; labels: string[] } {
  const [agents, labels] = [new Map<string, number>(), new Map<string, number>()];
  const add = (many: Map<string, number>, name: string) => many.set(name, (many.get(name) ?? 0) + 1);
  for (const card of useBoard.getState().cards.values()) {
    if (card.agent != null) add(agents, card.agent);
    for (const label of card.labels ?? []) add(labels, label);
  }
  const most = (many: Map<string, number>) => [...many].toSorted((a, b) => b[1] - a[1]).slice(0, MOST).map(([name]) => name);
  return { agents: most(agents), labels: most(labels) };
}

const PAUSE = 120; // milliseconds after the last letter

function Words({ words, onChange }: { words: string; onChange: (words: string | undefined) => void }) {
  const [typed, setTyped] = useState(words);
  const sent = useRef(words);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    if (words !== sent.current) setTyped((sent.current = words)); // the address changed from elsewhere
  }, [words]);
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => tell.current((sent.current = typed) || undefined), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <input
      id={SEARCH_FIELD}
      type="search"
      aria-label="Filter by words"
      placeholder="Words or number"
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        setTyped('');
        event.currentTarget.blur();
      }}
      className="h-7 w-40 max-md:w-32 rounded-lg border border-line2 bg-sheet px-2.5 text-[12.5px] placeholder:text-ink3"
    />
  );
}

function Chips({ search, onChange }: { search: Search; onChange: Change }) {
  const chips: { words: string; drop: Partial<Search> }[] = [
    ...(search.agent ? [{ words: `Agent: ${search.agent}`, drop: { agent: undefined } }] : []),
    ...priorities(search.prio).map((one) => ({ words: PRIORITY_WORDS[one], drop: { prio: toggled(search.prio, one) } })),
    ...(search.label ? [{ words: `Label: ${search.label}`, drop: { label: undefined } }] : []),
  ];
  return chips.map(({ words, drop }) => (
    <button key={words} type="button" aria-label={`${words}, take the filter away`} onClick={() => onChange(drop)} className="h-7 px-2.5 inline-flex items-center gap-1 rounded-lg border border-dashed border-line2 text-ink2 whitespace-nowrap hover:bg-sunk cursor-pointer">
      {words}
      <X size={12} aria-hidden />
    </button>
  ));
}

/** How many wait in the queue, by priority, whatever the filter shows. */
function Depth() {
  const queued = useBoard((board) => board.order.queued);
  const cards = useBoard((board) => board.cards);
  const many = useMemo(() => PRIORITIES.map((one) => queued.filter((number) => cards.get(number)?.priority === one).length), [queued, cards]);
  if (queued.length === 0) return null;
  return (
    <span className="num text-ink3 whitespace-nowrap max-lg:hidden">
      Queue{' '}
      {PRIORITIES.map((one, place) => (
        <span key={one} title={PRIORITY_WORDS[one]}>
          {place > 0 && ' · '}
          <b className="text-ink font-semibold">P{place}</b> {count(many[place] ?? 0)}
        </span>
      ))}
    </span>
  );
}
