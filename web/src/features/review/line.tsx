import { memo } from 'react';
import type { Line as Read } from '@/lib/patch';
import type { Piece } from './paint';

export interface LineProps {
  file: number;
  line: Read | null; // none: the other side has more
  pieces: readonly Piece[] | undefined;
  side?: 'old' | 'now'; // of a split view
  found?: boolean; // it was looked for
}

/** No handler and no state: who clicks or types is heard at the top, and finds the line by its data. */
export const Line = memo(function Line({ file, line, pieces, side, found }: LineProps) {
  if (line === null) return <div className="diff-line" data-kind="none" data-side={side} />;
  const kind = side === 'old' && line.kind === '+' ? ' ' : line.kind;
  return (
    <div className="diff-line" tabIndex={-1} data-kind={kind} data-found={found || undefined} data-side={side} data-file={file} data-at={line.at} data-old={line.old ?? ''} data-now={line.now ?? ''}>
      <code>
        {pieces === undefined ? line.text : pieces.map(shown)}
        {line.bare && <i className="diff-bare">no newline at the end</i>}
      </code>
    </div>
  );
});

function shown({ text, ink, mark }: Piece, nth: number) {
  if (mark) {
    return (
      <mark key={nth} className={ink}>
        {text}
      </mark>
    );
  }
  return ink === undefined ? (
    text
  ) : (
    <span key={nth} className={ink}>
      {text}
    </span>
  );
}
