import { useEffect, useRef } from 'react';

/** Tabs that are addresses: each is a link's worth of state, so the caller says what choosing one does. */

export interface Tab {
  id: string;
  words: React.ReactNode;
}

export function Tabs({ label, tabs, chosen, onChoose }: { label: string; tabs: readonly Tab[]; chosen: string; onChoose: (id: string) => void }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = list.current?.querySelector('[aria-selected=true]');
    if (!list.current || !tab) return;
    const [box, at] = [list.current.getBoundingClientRect(), tab.getBoundingClientRect()];
    if (at.left < box.left || at.right > box.right) list.current.scrollLeft += at.left - box.left - (box.width - at.width) / 2; // on a phone not all are in sight
  }, [chosen]);
  const move = (event: React.KeyboardEvent, place: number) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = tabs[(place + by + tabs.length) % tabs.length]!;
    onChoose(next.id);
    (event.currentTarget.parentElement?.children[tabs.indexOf(next)] as HTMLElement | undefined)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} className="flex gap-1 text-[13px] overflow-x-auto">
      {tabs.map((tab, place) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`tab-${tab.id}`}
          aria-selected={tab.id === chosen}
          aria-controls={`panel-${tab.id}`}
          tabIndex={tab.id === chosen ? 0 : -1}
          onClick={() => onChoose(tab.id)}
          onKeyDown={(event) => move(event, place)}
          className={`h-9 px-2.5 inline-flex items-center gap-1.5 border-b-2 whitespace-nowrap cursor-pointer ${tab.id === chosen ? 'border-ink font-semibold' : 'border-transparent text-ink2 hover:text-ink'}`}
        >
          {tab.words}
        </button>
      ))}
    </div>
  );
}
