import { type RefObject, useEffect, useState } from 'react';
import { open } from './desk';

/** The card of a column that the pointer or the focus is at; a right click there opens its menu. One set of listeners for all cards. */
export function useNear(ref: RefObject<HTMLElement | null>): number | null {
  const [near, setNear] = useState<number | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const come = ({ target }: Event) => {
      const found = numberAt(target);
      if (found !== null) setNear(found);
    };
    const leave = () => setNear(numberAt(element.contains(document.activeElement) ? document.activeElement : null));
    const menu = (event: MouseEvent) => {
      const number = numberAt(event.target);
      if (number === null) return;
      event.preventDefault();
      open({ kind: 'menu', number, x: event.clientX, y: event.clientY });
    };
    const blur = (event: FocusEvent) => !(event.relatedTarget instanceof Node && element.contains(event.relatedTarget)) && setNear(null);
    element.addEventListener('pointerover', come);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('focusin', come);
    element.addEventListener('focusout', blur);
    element.addEventListener('contextmenu', menu);
    return () => {
      element.removeEventListener('pointerover', come);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('focusin', come);
      element.removeEventListener('focusout', blur);
      element.removeEventListener('contextmenu', menu);
    };
  }, [ref]);
  return near;
}

function numberAt(target: EventTarget | null): number | null {
  const found = target instanceof Element ? target.closest('li, [data-near]') : null;
  const number = found?.getAttribute('data-near') ?? found?.querySelector('[data-card]')?.getAttribute('data-card');
  return number == null ? null : Number(number);
}
