/** Where an axis has its lines, and which of its places get a word. */

const STEPS = [1, 2, 2.5, 5, 10];
const SPANS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]; // seconds

/** Even steps from 0 to just over `most`, about `lines` of them. `whole`: things that cannot be halved. */
export function ticks(most: number, { lines = 4, whole = false }: { lines?: number; whole?: boolean } = {}): number[] {
  if (!(most > 0)) return [0];
  const rough = most / lines;
  const size = 10 ** Math.floor(Math.log10(rough));
  const fine = (STEPS.find((step) => step * size >= rough * 0.999) ?? 10) * size;
  return upTo(most, whole ? Math.max(1, Math.ceil(fine)) : fine);
}

/** The same for seconds, in steps that a clock has. */
export function spanTicks(most: number, lines = 4): number[] {
  if (!(most > 0)) return [0];
  const rough = most / lines;
  const days = 86_400;
  return upTo(most, SPANS.find((step) => step >= rough) ?? days * Math.ceil(rough / days));
}

function upTo(most: number, step: number): number[] {
  const many = Math.ceil(most / step - 1e-9);
  return Array.from({ length: many + 1 }, (_, place) => Number((place * step).toPrecision(12)));
}

/** Which places get a label, so that each has `room` pixels: the last one always, then evenly backwards. */
export function labelled(many: number, width: number, room: number): number[] {
  if (many === 0) return [];
  const step = Math.max(1, Math.ceil((many * room) / Math.max(width, room)));
  const places: number[] = [];
  for (let place = many - 1; place >= 0; place -= step) places.unshift(place);
  return places;
}
