import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { MenuProps } from './menu';

export default function MenuParts({ label, items, children, align = 'start', open, onOpen, onLeft }: MenuProps) {
  return (
    // A modal one writes a style into the page, which our policy refuses.
    <DropdownMenu.Root modal={false} {...(open === undefined ? {} : { open })} {...(onOpen === undefined ? {} : { onOpenChange: onOpen })}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.getElementById('main')}>
        <DropdownMenu.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          onCloseAutoFocus={(event) => {
            if (onLeft === undefined) return;
            event.preventDefault();
            onLeft();
          }}
          className="z-50 min-w-[190px] max-h-[60vh] scroll rounded-xl border border-line2 bg-sheet p-1 shadow-xl"
        >
          {items.map((group, place) => (
            <DropdownMenu.Group key={place} className={place > 0 ? 'mt-1 pt-1 border-t border-line' : ''}>
              {group.map((item) => (
                <DropdownMenu.Item
                  key={item.words}
                  disabled={item.disabled ?? false}
                  onSelect={item.run}
                  className={`flex items-center gap-2 rounded-lg px-2.5 h-8 text-[13px] outline-none cursor-pointer data-[highlighted]:bg-sunk data-[disabled]:opacity-45 ${item.bad ? 'text-bad' : ''}`}
                >
                  <span className="flex-1">{item.words}</span>
                  {item.hint !== undefined && <span className="text-[11px] text-ink3">{item.hint}</span>}
                  {item.checked && <Check size={14} aria-label="chosen" />}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
