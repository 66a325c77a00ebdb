/** Terminal output → pieces with a style. Never a string of HTML; what is no colour and no weight is dropped. */

export interface Piece {
  text: string;
  ink?: string; // a CSS colour of the theme
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
}

const NAMES = ['ink3', 'ansi-red', 'ansi-green', 'ansi-yellow', 'ansi-blue', 'ansi-magenta', 'ansi-cyan', 'ink2'] as const;
const inkOf = (place: number): string => `var(--${NAMES[place % 8] ?? 'ink'})`;

// CSI (ESC [ … final), OSC (ESC ] … BEL or ST), other escapes of two, and lone control characters but tab and newline.
// eslint-disable-next-line no-control-regex
const ESCAPE = /\u001b\[([0-9;:?<=>!]*)([ -/]*[@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[PX^_][^\u001b]*(?:\u001b\\)?|\u001b[ -/]*[0-~]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

type Style = Omit<Piece, 'text'>;

function styled(style: Style, codes: readonly number[]): Style {
  let next: Style = { ...style };
  for (let place = 0; place < codes.length; place += 1) {
    const code = codes[place] ?? 0;
    if (code === 0) next = {};
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 23) delete next.italic;
    else if (code === 24) delete next.underline;
    else if (code === 39) delete next.ink;
    else if (code >= 30 && code <= 37) next.ink = inkOf(code - 30);
    else if (code >= 90 && code <= 97) next.ink = inkOf(code - 90);
    else if (code === 38 || code === 48) {
      const kind = codes[place + 1];
      const index = codes[place + 2] ?? 0;
      if (code === 38 && kind === 5 && index < 16) next.ink = inkOf(index);
      place += kind === 5 ? 2 : kind === 2 ? 4 : 0; // other colours would not keep the contrast of the theme
    }
  }
  return next;
}

export function ansi(text: string): Piece[] {
  const pieces: Piece[] = [];
  let style: Style = {};
  let last = 0;
  const push = (part: string) => part !== '' && pieces.push({ text: part, ...style });
  const clean = text.replaceAll('\r\n', '\n').replace(/^.*\r(?!$)/gm, ''); // a line drawn over itself shows its last form
  for (const found of clean.matchAll(ESCAPE)) {
    push(clean.slice(last, found.index));
    last = found.index + found[0].length;
    if (found[2] === 'm') style = styled(style, (found[1] ?? '').split(/[;:]/).map((one) => Number(one) || 0));
  }
  push(clean.slice(last));
  return pieces;
}

export const plain = (text: string): string => ansi(text).map((piece) => piece.text).join('');
