/** A piece of a part of the settings: its name, a sentence, and what is in it. */
export function Piece({ title, words, action, children }: { title: string; words?: React.ReactNode; action?: React.ReactNode; children?: React.ReactNode }) {
  return (
    <section aria-label={title} className="pb-8">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="flex-1 min-w-[240px]">
          <h2 className="font-serif text-[19px]">{title}</h2>
          {words !== undefined && <p className="text-[13px] text-ink2 max-w-[70ch]">{words}</p>}
        </div>
        {action}
      </div>
      {children !== undefined && <div className="mt-3">{children}</div>}
    </section>
  );
}
