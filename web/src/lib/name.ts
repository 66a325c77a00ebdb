const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .:@+-]*$/u;

/** What is plainly no name; null: the server may judge. */
export function nameFault(text: string): string | null {
  if (text.trim() === '') return 'Give it a name.';
  return NAME.test(text.trim()) ? null : 'A name has letters, digits, spaces and . : @ + - _ and begins with a letter or digit.';
}
