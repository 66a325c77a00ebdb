/** The server's answer to what cannot be: problem+json (RFC 9457) with a stable `code`. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly field: string | null = null,
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

/** No answer at all: the server is away or the network is. */
export const AWAY = 'away';

export function problemOf(status: number, body: unknown): Problem {
  const known = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof known[name] === 'string' ? (known[name] as string) : null);
  return new Problem(
    status,
    text('code') ?? `http_${status}`,
    text('detail') ?? text('title') ?? `The server answered ${status}.`,
    text('field'),
    known,
  );
}

export function wordsOf(error: unknown): string {
  if (error instanceof Problem) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
