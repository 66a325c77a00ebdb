import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useRef } from 'react';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  words?: string; // one sentence below the title
  wide?: boolean;
  children: React.ReactNode;
}

/** Focus goes in and comes back to who opened it; Escape closes; a phone can scroll it. Its cover is no `Radix.Overlay`:
 *  that one writes a style into the page, which our policy refuses. */
export function Dialog({ open, onClose, title, words, wide = false, children }: DialogProps) {
  const opener = useRef<HTMLElement>(null); // there is no trigger that Radix knows
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <div aria-hidden className="fixed inset-0 z-40 bg-[oklch(0.2_0.01_260/.35)]" />
        <Radix.Content
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
            const first = event.target instanceof Element ? event.target.querySelector<HTMLElement>('[data-autofocus]') : null;
            if (first === null) return;
            event.preventDefault();
            first.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current?.isConnected) opener.current.focus();
          }}
          aria-describedby={words === undefined ? undefined : 'dialog-words'}
          className={`fixed z-50 left-1/2 top-[10vh] max-md:top-auto max-md:bottom-0 -translate-x-1/2 w-full ${wide ? 'max-w-[720px]' : 'max-w-[520px]'} max-h-[84vh] scroll rounded-xl max-md:rounded-b-none border border-line2 bg-sheet p-5 shadow-2xl outline-none`}
        >
          <div className="flex items-start gap-3">
            <Radix.Title className="font-serif text-[21px] leading-tight">{title}</Radix.Title>
            <Radix.Close aria-label="Close" className="ml-auto -mt-1 -mr-1 size-8 grid place-items-center rounded-lg text-ink3 hover:bg-sunk">
              <X size={16} aria-hidden />
            </Radix.Close>
          </div>
          {words !== undefined && (
            <Radix.Description id="dialog-words" className="mt-1 text-ink2">
              {words}
            </Radix.Description>
          )}
          <div className="mt-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
