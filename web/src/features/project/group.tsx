/** A name, a hint and an error around inputs that belong together. */
export function Group({ label, hint, error, id, children }: { label: string; hint?: string | undefined; error: string | null; id: string; children: React.ReactNode }) {
  return (
    <div role="group" aria-labelledby={`${id}-name`} aria-describedby={`${id}-words`}>
      <p id={`${id}-name`} className="text-[12.5px] font-medium mb-1">
        {label}
      </p>
      {children}
      <p id={`${id}-words`} className={`mt-1 text-[12px] ${error === null ? 'text-ink3' : 'text-bad'}`}>
        {error ?? hint}
      </p>
    </div>
  );
}
