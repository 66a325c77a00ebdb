import { useId, useState } from 'react';
import { Button } from '@/ui/button';

export interface Column {
  name: string;
  cells: readonly string[];
  total?: string;
}

export interface FrameProps {
  title: string;
  reading: string; // what the pointer or the focus is on, else the sum
  rows: { name: string; heads: readonly string[] }; // what a row is, and its names
  columns: readonly Column[];
  className?: string;
  children: React.ReactNode; // the picture
}

/** A picture of numbers, and the numbers themselves: one press apart. */
export function Frame({ title, reading, rows, columns, className = '', children }: FrameProps) {
  const [isTable, setTable] = useState(false);
  const id = useId();
  const other = isTable ? 'Show as chart' : 'Show as table';
  return (
    <section aria-labelledby={id} className={`min-w-0 rounded-[10px] border border-line bg-sheet px-4 pt-3 pb-3 ${className}`}>
      <div className="flex items-start gap-x-3">
        <div className="flex-1 min-w-0">
          <h2 id={id} className="text-[13.5px] font-semibold">
            {title}
          </h2>
          <p className="num text-[12.5px] text-ink2 min-h-[2.9em] md:min-h-[1.5em]">{reading}</p>
        </div>
        <Button kind="quiet" size="small" aria-label={`${other}: ${title}`} onClick={() => setTable(!isTable)}>
          {other}
        </Button>
      </div>
      <div className="mt-2">{isTable ? <Table title={title} rows={rows} columns={columns} /> : children}</div>
    </section>
  );
}

function Table({ title, rows, columns }: Pick<FrameProps, 'title' | 'rows' | 'columns'>) {
  const hasTotal = columns.some((one) => one.total !== undefined);
  return (
    <div className="max-h-[240px] scroll" role="region" aria-label={`${title}, table`} tabIndex={0}>
      <table className="w-full num text-[12.5px] border-collapse">
        <caption className="sr">{title}</caption>
        <thead className="sticky top-0 bg-sheet">
          <tr className="border-b border-line2">
            <th scope="col" className="text-left font-medium py-1 pr-3">
              {rows.name}
            </th>
            {columns.map((one) => (
              <th key={one.name} scope="col" className="text-right font-medium py-1 pl-3">
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.heads.map((head, row) => (
            <tr key={head} className="border-b border-line">
              <th scope="row" className="text-left font-normal py-1 pr-3 whitespace-nowrap">
                {head}
              </th>
              {columns.map((one) => (
                <td key={one.name} className="text-right py-1 pl-3 whitespace-nowrap">
                  {one.cells[row]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {hasTotal && (
          <tfoot>
            <tr>
              <th scope="row" className="text-left font-medium py-1 pr-3">
                Total
              </th>
              {columns.map((one) => (
                <td key={one.name} className="text-right font-medium py-1 pl-3 whitespace-nowrap">
                  {one.total ?? ''}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
