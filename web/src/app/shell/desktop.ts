import { ROOT } from '@/api/http';

/** Desktop notifications: one for each tag, changed in place, without a sound. With buttons where a service worker keeps them. */
export interface Notice {
  tag: string;
  title: string;
  body: string;
  message: string | null; // what a button answers
  choices: readonly string[]; // the buttons; none: a click opens the board
}

interface Button {
  action: string;
  title: string;
}

const plain = new Map<string, Notification>();
let keeper: Promise<ServiceWorkerRegistration | null> | undefined;

async function register(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return null;
  try {
    await navigator.serviceWorker.register(new URL('sw.js', ROOT));
    return await navigator.serviceWorker.ready;
  } catch {
    return null; // then without buttons
  }
}

function most(): number {
  const found = 'maxActions' in Notification ? Notification.maxActions : 0;
  return typeof found === 'number' ? found : 0;
}

export async function show(notice: Notice, onOpen: (message: string | null) => void): Promise<void> {
  keeper ??= register();
  const { tag, title, body, message, choices } = notice;
  const found = await keeper;
  if (found === null) {
    const shown = new Notification(title, { tag, body, silent: true });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
      onOpen(message);
    });
    plain.set(tag, shown);
    return;
  }
  const actions: Button[] = choices.length <= most() ? choices.map((words, place) => ({ action: String(place), title: words })) : [];
  const options: NotificationOptions & { actions: Button[] } = { tag, body, silent: true, icon: new URL('icon-waiting.svg', ROOT).href, data: { message, choices: [...choices] }, actions };
  await found.showNotification(title, options);
}

/** Takes back what is no longer so: answered here, elsewhere, or by nobody. */
export async function keepOnly(tags: ReadonlySet<string>): Promise<void> {
  for (const [tag, shown] of plain) {
    if (tags.has(tag)) continue;
    shown.close();
    plain.delete(tag);
  }
  const found = await (keeper ?? known());
  for (const one of (await found?.getNotifications()) ?? []) if (!tags.has(one.tag)) one.close();
}

/** What an earlier visit has left. */
async function known(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return null;
  return (await navigator.serviceWorker.getRegistration(ROOT)) ?? null;
}

/** Told what was clicked on a notification that the service worker shows. */
export function onOpened(listener: (message: string | null) => void): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const hear = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'object' || data === null || !('open' in data)) return;
    listener(typeof data.open === 'string' ? data.open : null);
  };
  navigator.serviceWorker.addEventListener('message', hear);
  return () => navigator.serviceWorker.removeEventListener('message', hear);
}
