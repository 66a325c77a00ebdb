import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview';
import { type RefObject, useEffect, useState } from 'react';
import { drop, without } from './deed';
import { focusCard } from './focus';
import type { Column } from './model';
import { land, rule } from './rule';
import { among, type Density, indexAt, lineTop, withOwn } from './size';
import { cardOf, shown, useBoard } from './store';

/** Dragging by pointer: one drop target a column, and the place in it by arithmetic. */

export function useDraggable(ref: RefObject<HTMLElement | null>, number: number): boolean {
  const [isDragged, setDragged] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    return draggable({
      element,
      getInitialData: () => ({ number }),
      onGenerateDragPreview: ({ nativeSetDragImage }) => setCustomNativeDragPreview({ nativeSetDragImage, render: ({ container }) => preview(element, container) }),
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    });
  }, [ref, number]);
  return isDragged;
}

function preview(element: HTMLElement, container: HTMLElement): void {
  const link = element.firstElementChild;
  if (!(link instanceof HTMLElement)) return;
  const copy = link.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return;
  copy.removeAttribute('data-card'); // there is one of each on the page
  Object.assign(copy.style, { width: `${link.offsetWidth}px`, height: `${link.offsetHeight}px`, rotate: '1.2deg' });
  container.append(copy);
}

/** What a column shows while a card is over it: where it would land, or why it cannot. */
export type Over = { top: number } | { no: string };

const numberIn = (data: Record<string | symbol, unknown>): number | null => (typeof data['number'] === 'number' ? data['number'] : null);

export function useDropTarget(ref: RefObject<HTMLElement | null>, column: Column, density: Density): Over | null {
  const [over, setOver] = useState<Over | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const indexOf = (number: number, y: number) => {
      const list = shown()[column];
      const height = y - element.getBoundingClientRect().top + element.scrollTop;
      return among(indexAt(height, list.length, density), list.indexOf(number));
    };
    const look = (number: number, y: number): Over | null => {
      const card = cardOf(number);
      if (card === undefined) return null;
      const ruling = rule(card, column);
      if ('no' in ruling) return ruling;
      const list = shown()[column];
      const { index } = land(card, column, without(column, number), indexOf(number, y), useBoard.getState().cards);
      return { top: lineTop(withOwn(index, list.indexOf(number)), density) };
    };
    return combine(
      autoScrollForElements({ element }),
      dropTargetForElements({
        element,
        onDrag: ({ source, location }) => {
          const number = numberIn(source.data);
          const next = number === null ? null : look(number, location.current.input.clientY);
          setOver((old) => (isSameOver(old, next) ? old : next));
        },
        onDragLeave: () => setOver(null),
        onDrop: ({ source, location }) => {
          setOver(null);
          const number = numberIn(source.data);
          if (number === null) return;
          if (drop(number, column, indexOf(number, location.current.input.clientY))) performance.mark('drop-done');
          focusCard(number);
        },
      }),
    );
  }, [ref, column, density]);
  return over;
}

function isSameOver(a: Over | null, b: Over | null): boolean {
  if (a === null || b === null) return a === b;
  return 'top' in a ? 'top' in b && a.top === b.top : 'no' in b && a.no === b.no;
}
