let last = 0;

/** A name for a row that is being typed: its place changes, and its text does. */
export function rowId(): number {
  last += 1;
  return last;
}
