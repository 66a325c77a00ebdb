import { useLayoutEffect, useRef } from 'react';

export interface GrowProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  onSend: () => void; // ⌘ Enter; Enter alone is a new line
  onEscape?: () => void;
  placeholder?: string;
  id?: string;
  rows?: number;
  focused?: boolean; // takes the focus when it comes
  disabled?: boolean;
}

/** The edge around it, which shows the focus. */
export const FRAME = 'rounded-xl border border-line2 bg-sheet has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-offset-1 has-[textarea:focus-visible]:outline-focus';

const MOST = 240; // pixels; then it scrolls

/** A box for words that is as high as they are. Draws no edge: whoever holds it does. */
export function Grow({ label, value, onChange, onSend, onEscape, placeholder, id, rows = 1, focused = false, disabled = false }: GrowProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, MOST)}px`;
  }, [value]);
  useLayoutEffect(() => {
    if (focused) box.current?.focus();
  }, [focused]);
  return (
    <textarea
      ref={box}
      id={id}
      aria-label={label}
      placeholder={placeholder}
      rows={rows}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !event.nativeEvent.isComposing) {
          event.preventDefault();
          onSend();
        }
        if (event.key === 'Escape' && onEscape !== undefined) {
          event.preventDefault();
          onEscape();
        }
      }}
      className="bare block w-full resize-none bg-transparent px-3 py-2.5 text-[13.5px] placeholder:text-ink3 rounded-xl scroll"
    />
  );
}
