/** Tabs that are addresses: each is a link's worth of state, so the caller says what choosing one does. */

export interface Tab {
  id: string;
  words: React.ReactNode;
}

export function Tabs({ label, tabs, chosen, onChoose }: { label: string; tabs: readonly Tab[]; chosen: string; onChoose: (id: string) => void }) {
  const move = (event: React.KeyboardEvent, place: number) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = tabs[(place + by + tabs.length) % tabs.length]!;
    onChoose(next.id);
    (event.currentTarget.parentElement?.children[tabs.indexOf(next)] as HTMLElement | undefined)?.focus();
  };
  return (
    <div role="tablist" aria-label={label} className="flex gap-1 text-[13px] overflow-x-auto">
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
