const PAUSE = 1500; // milliseconds

/** Parts of the page that come later come when the server is back: nobody loses the page for it. Failed loads are asked for anew. */
export function again<T>(load: () => Promise<T>): Promise<T> {
  return load().catch(async () => {
    await new Promise((done) => setTimeout(done, PAUSE));
    return again(load);
  });
}
