/** What stands where the network is, in tests: the one seam of the page, never a patched module. */

export interface Call {
  method: string;
  path: string;
  body: unknown;
  key: string | null;
}

type Answer = (call: Call) => unknown;

/** Stands where the network is. A `Response` is given as it is, all else as JSON. */
export function serve(answer: Answer): Call[] {
  const calls: Call[] = [];
  globalThis.fetch = async (given) => {
    const request = given instanceof Request ? given : new Request(given);
    const words = await request.clone().text();
    const call: Call = { method: request.method, path: new URL(request.url).pathname + new URL(request.url).search, body: words === '' ? null : JSON.parse(words), key: request.headers.get('idempotency-key') };
    calls.push(call);
    const found = await answer(call);
    return found instanceof Response ? found : Response.json(found ?? { items: [] });
  };
  return calls;
}

export const refusal = (code: string, detail: string, more: Record<string, unknown> = {}): Response =>
  Response.json({ type: 'about:blank', title: detail, status: 409, code, detail, ...more }, { status: 409, headers: { 'content-type': 'application/problem+json' } });
