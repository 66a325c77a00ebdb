import { useState } from 'react';
import { Bars, Legend, type Series } from '@/ui/bars';
import { Frame } from './frame';
import { longDay, shortDay } from './period';

export interface DailyProps {
  title: string;
  days: readonly string[];
  series: readonly Series[];
  format: (value: number) => string; // of a value in words and in the table
  axis: (value: number) => string;
  scale: (most: number) => number[];
  stacked?: boolean;
  summed?: string; // what the sum of all series is called, e.g. "in all"; without it each series has its own
  note?: string; // what else is known of all days
  empty: string;
  className?: string;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** One or several numbers a day. */
export function Daily({ title, days, series, format, axis, scale, stacked = false, summed, note, empty, className }: DailyProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const totals = series.map((one) => sum(one.values));
  const each = (values: readonly number[]) =>
    series.length === 1 ? format(values[0] ?? 0) : [...(summed === undefined ? [] : [`${format(sum(values))} ${summed}`]), ...series.map((one, place) => `${one.name} ${format(values[place] ?? 0)}`)].join(' · ');
  const words = (place: number) => `${longDay(days[place] ?? '')}: ${each(series.map((one) => one.values[place] ?? 0))}`;
  const heights = days.map((_, place) => {
    const values = series.map((one) => one.values[place] ?? 0);
    return stacked ? sum(values) : Math.max(...values);
  });
  const most = Math.max(...heights, 0);
  const columns = series.map((one, place) => ({ name: one.name, cells: one.values.map(format), total: format(totals[place] ?? 0) }));
  const reading = chosen === null || chosen >= days.length ? `In all: ${each(totals)}${note === undefined ? '' : ` · ${note}`}` : words(chosen);
  return (
    <Frame title={title} reading={most === 0 ? empty : reading} rows={{ name: 'Day', heads: days.map(longDay) }} columns={columns} {...(className === undefined ? {} : { className })}>
      {most === 0 ? (
        <Nothing />
      ) : (
        <>
          <Bars label={title} places={days.map(shortDay)} words={words} series={series} ticks={scale(most)} format={axis} stacked={stacked} chosen={chosen} onChoose={setChosen} />
          {series.length > 1 && (
            <div className="mt-1.5">
              <Legend series={series} />
            </div>
          )}
        </>
      )}
    </Frame>
  );
}

/** An empty chart is an empty foot, not bars of height none. */
function Nothing() {
  return <div aria-hidden="true" className="h-[168px] border-b border-line2 bg-[repeating-linear-gradient(to_top,transparent_0_41px,var(--line)_41px_42px)]" />;
}
