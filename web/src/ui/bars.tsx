import { useEffect, useId, useRef, useState } from 'react';
import { labelled } from './scale';

/** A bar chart without a library. One tab stop: arrows go from place to place, and each says its name and values. */

export interface Series {
  name: string;
  ink: string; // a CSS colour
  fill: 'solid' | 'hatch' | 'hollow'; // so that colour is not the only sign
  values: readonly number[];
}

export interface BarsProps {
  label: string;
  places: readonly string[]; // the word below each, e.g. "Nov 21"
  words: (place: number) => string; // what a place says in full
  series: readonly Series[];
  ticks: readonly number[];
  format: (value: number) => string; // of the axis
  stacked?: boolean; // on top of each other; otherwise side by side
  chosen: number | null;
  onChoose: (place: number | null) => void;
  height?: number;
}

const FOOT = 20; // pixels below the bars, for the words
const HEAD = 8;
const ROOM = 58; // pixels that one word below takes

export function Bars({ label, places, words, series, ticks, format, stacked = false, chosen, onChoose, height = 168 }: BarsProps) {
  const [frame, width] = useWidth();
  const [stop, setStop] = useState<number | null>(null); // where the Tab key comes in; the last place at first
  const last = places.length - 1;
  const left = Math.max(...ticks.map((tick) => format(tick).length)) * 6.6 + 8;
  const most = Math.max(ticks[ticks.length - 1] ?? 0, Number.EPSILON);
  const floor = height - FOOT;
  const size = (value: number) => (value / most) * (floor - HEAD);
  const step = (width - left) / Math.max(places.length, 1);
  const x = (place: number) => left + place * step;
  const at = Math.min(stop ?? last, last);

  const go = (event: React.KeyboardEvent<SVGSVGElement>) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(last, to));
    setStop(next);
    frame.current?.querySelector<SVGGElement>(`[data-place="${next}"]`)?.focus();
  };
  return (
    <div ref={frame} className="w-full">
      {/* The keys are of the places inside; they are heard here once. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <svg width={width} height={height} role="group" aria-label={label} onKeyDown={go} onPointerLeave={() => onChoose(null)} className="block num text-[11px] select-none">
        <g aria-hidden="true">
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2={width} y1={floor - size(tick) + 0.5} y2={floor - size(tick) + 0.5} stroke={tick === 0 ? 'var(--line2)' : 'var(--line)'} />
              <text x={left - 6} y={floor - size(tick) + 4} textAnchor="end" fill="var(--ink3)">
                {format(tick)}
              </text>
            </g>
          ))}
          {labelled(places.length, width - left, ROOM).map((place) => (
            <text key={place} x={Math.min(x(place) + step / 2, width - ROOM / 2 + 8)} y={height - 4} textAnchor="middle" fill="var(--ink3)">
              {places[place]}
            </text>
          ))}
        </g>
        {places.map((_, place) => (
          <g
            key={place}
            role="img"
            aria-label={words(place)}
            data-place={place}
            tabIndex={place === at ? 0 : -1}
            onFocus={() => onChoose(place)}
            onBlur={() => onChoose(null)}
            onPointerEnter={() => onChoose(place)}
            onPointerDown={() => onChoose(place)}
          >
            <rect x={x(place)} y={0} width={step} height={floor} fill={chosen === place ? 'var(--sunk)' : 'transparent'} />
            <Stack x={x(place)} step={step} floor={floor} values={series.map((one) => size(one.values[place] ?? 0))} series={series} stacked={stacked} />
          </g>
        ))}
      </svg>
    </div>
  );
}

interface StackProps {
  x: number;
  step: number;
  floor: number;
  values: readonly number[]; // in pixels
  series: readonly Series[];
  stacked: boolean;
}

function Stack({ x, step, floor, values, series, stacked }: StackProps) {
  const gap = step > 12 ? Math.min(step * 0.18, 8) : step > 5 ? 1 : 0.5;
  const whole = Math.max(step - 2 * gap, 1);
  const wide = Math.min(whole, stacked || series.length === 1 ? 34 : 14 * series.length);
  const each = stacked ? wide : wide / series.length;
  let below = 0;
  return values.map((value, place) => {
    const high = value > 0 ? Math.max(value, 1.5) : 0; // a little is not nothing
    const y = floor - high - (stacked ? below : 0);
    below += high;
    if (high === 0) return null;
    const start = x + (step - wide) / 2 + (stacked ? 0 : place * each);
    return <Bar key={series[place]!.name} x={start} y={y} width={Math.max(each - (stacked ? 0 : Math.min(1, each * 0.2)), 1)} height={high} series={series[place]!} />;
  });
}

function Bar({ x, y, width, height, series: { ink, fill } }: { x: number; y: number; width: number; height: number; series: Series }) {
  const id = useId();
  if (fill === 'solid') return <rect x={x} y={y} width={width} height={height} rx={Math.min(2, width / 3)} fill={ink} />;
  if (fill === 'hollow' || width < 4) {
    const edge = Math.min(1.2, width / 3);
    return <rect x={x + edge / 2} y={y + edge / 2} width={Math.max(width - edge, 0.5)} height={Math.max(height - edge, 0.5)} fill="var(--sheet)" stroke={ink} strokeWidth={edge} />;
  }
  return (
    <>
      <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="4" height="4" fill="var(--sheet)" />
        <rect width="2.2" height="4" fill={ink} />
      </pattern>
      <rect x={x + 0.5} y={y + 0.5} width={Math.max(width - 1, 0.5)} height={Math.max(height - 1, 0.5)} fill={`url(#${id})`} stroke={ink} />
    </>
  );
}

/** A swatch and a word for each series. */
export function Legend({ series }: { series: readonly Pick<Series, 'name' | 'ink' | 'fill'>[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[12px] text-ink2">
      {series.map((one) => (
        <li key={one.name} className="inline-flex items-center gap-1.5">
          <Swatch {...one} />
          {one.name}
        </li>
      ))}
    </ul>
  );
}

export function Swatch({ ink, fill }: Pick<Series, 'ink' | 'fill'>) {
  return (
    <svg width="11" height="11" aria-hidden="true" className="shrink-0">
      <Bar x={0} y={0} width={11} height={11} series={{ name: '', ink, fill, values: [] }} />
    </svg>
  );
}

const FIRST = 560; // pixels, until it is measured

function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST);
  useEffect(() => {
    const box = frame.current;
    if (box === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const found = Math.floor(entry?.contentRect.width ?? 0);
      if (found > 0) setWidth(found);
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return [frame, width];
}
