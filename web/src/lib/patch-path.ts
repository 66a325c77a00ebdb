/** Names of files as git writes them: in quotes with C's escapes when they hold anything unusual. */

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  const bytes: number[] = [];
  const end = text.lastIndexOf('"');
  for (let at = 1; at < end; at += 1) {
    const letter = String.fromCodePoint(text.codePointAt(at)!);
    if (letter !== '\\') {
      bytes.push(...new TextEncoder().encode(letter));
      at += letter.length - 1;
      continue;
    }
    const octal = /^[0-7]{3}/.exec(text.slice(at + 1, at + 4))?.[0];
    bytes.push(octal === undefined ? (ESCAPES[text[at + 1] ?? ''] ?? 63) : Number.parseInt(octal, 8));
    at += octal === undefined ? 1 : 3;
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Without its prefix; null for /dev/null. Git ends a name that holds a space with a tab. */
export function pathOf(text: string, prefix: string): string | null {
  const path = unquote(text.endsWith('\t') ? text.slice(0, -1) : text);
  if (path === '/dev/null') return null;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** The name in "a/NAME b/NAME". Nothing else tells it for a binary, an empty or a mode-only change, and there both are the same. */
export function samePath(text: string): string {
  const half = (text.length - 1) / 2;
  const [left, right] = [pathOf(text.slice(0, half), 'a/'), pathOf(text.slice(half + 1), 'b/')];
  if (left !== null && left === right) return left;
  const at = text.lastIndexOf(' b/');
  return at === -1 ? text : text.slice(at + 3);
}
