/* Keeps desktop notifications with buttons. It sees no request of the page and stores nothing. */

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

const scope = () => self.registration.scope;

async function open(message) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((one) => one.url.startsWith(scope()));
  if (page === undefined) {
    const url = new URL('inbox', scope());
    if (message) url.searchParams.set('item', message);
    await self.clients.openWindow(url.href);
    return;
  }
  await page.focus();
  page.postMessage({ open: message });
}

/** First answer wins; whoever was too late is told. What was not sent stays, with a way to the board. */
async function answer({ title, tag, data }, text) {
  let trouble = 'The server does not answer.';
  try {
    const response = await fetch(new URL(`api/v1/messages/${encodeURIComponent(data.message)}/answer`, scope()), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `notice-${data.message}-${data.choices.indexOf(text)}` },
      body: JSON.stringify({ text }),
    });
    if (response.ok) return;
    const problem = await response.json().catch(() => ({}));
    trouble = problem.detail ?? `The server answered ${response.status}.`;
  } catch {
    // said below
  }
  await self.registration.showNotification(title, { tag, silent: true, body: `Not sent: ${trouble}`, data: { message: data.message, choices: [] } });
}

self.addEventListener('notificationclick', (event) => {
  const { notification, action } = event;
  const { message = null, choices = [] } = notification.data ?? {};
  notification.close();
  const text = action === '' ? undefined : choices[Number(action)];
  event.waitUntil(text === undefined ? open(message) : answer(notification, text));
});
