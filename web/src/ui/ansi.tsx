import { memo } from 'react';
import { ansi } from '@/lib/ansi';

export const Ansi = memo(function Ansi({ text }: { text: string }) {
  return ansi(text).map((piece, place) => (
    <span
      key={place}
      style={{
        color: piece.ink ?? (piece.dim ? 'var(--ink3)' : undefined),
        fontWeight: piece.bold ? 650 : undefined,
        fontStyle: piece.italic ? 'italic' : undefined,
        textDecoration: piece.underline ? 'underline' : undefined,
      }}
    >
      {piece.text}
    </span>
  ));
});
