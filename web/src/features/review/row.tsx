import { memo } from 'react';
import { FileHead } from './file-head';
import { Line } from './line';
import { NoteRow } from './note';
import type { Painted } from './painter';
import type { Row as RowData, Shown } from './rows';

export interface RowProps {
  row: RowData;
  file: Shown;
  painted: Painted | undefined;
  folded: boolean;
  foundAt: number; // the line of this file that was looked for; -1: none
  viewed: boolean;
}

export const Row = memo(function Row({ row, file, painted, folded, viewed, foundAt }: RowProps) {
  switch (row.kind) {
    case 'line':
      return <Line file={row.file} line={row.line} pieces={painted?.[row.line.at]} found={row.line.at === foundAt} />;
    case 'pair':
      return (
        <div className="diff-pair">
          <Line file={row.file} line={row.left} pieces={row.left ? painted?.[row.left.at] : undefined} side="old" found={row.left?.at === foundAt} />
          <Line file={row.file} line={row.right} pieces={row.right ? painted?.[row.right.at] : undefined} side="now" found={row.right?.at === foundAt} />
        </div>
      );
    case 'file':
      return <FileHead file={file} folded={folded} viewed={viewed} />;
    case 'hunk':
      return (
        <div className="diff-bar h-[26px] leading-[26px] px-3 md:pl-[106px] truncate text-[11.5px] text-ink3 bg-sunk">
          from line {row.hunk.now || row.hunk.old}
          {row.hunk.context !== '' && <span className="text-ink2"> · {row.hunk.context}</span>}
        </div>
      );
    case 'note':
      return <NoteRow id={row.note} />;
    case 'words':
      return <p className="diff-bar px-3 md:pl-[106px] py-3 font-sans text-[13px] text-ink2">{row.words}</p>;
  }
});
