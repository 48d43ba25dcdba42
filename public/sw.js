// Shows push notifications while no tab is open, and opens what they are about.

const ICON = "/icons/icon-192.png";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) =>
  event.waitUntil(self.clients.claim()),
);

self.addEventListener("push", (event) => {
  let told;
  try {
    told = event.data.json();
  } catch {
    // A browser that gets a push must show something.
    told = { id: "", title: "Parley", body: "", url: "/inbox", tag: "parley" };
  }
  event.waitUntil(show(told));
});

async function show({ id, title, body, url, tag, badge }) {
  showBadge(badge);
  await self.registration.showNotification(title, {
    body,
    tag,
    renotify: true,
    icon: ICON,
    badge: ICON,
    data: { id, url },
  });
  for (const tab of await tabs()) tab.postMessage({ type: "push.shown", id });
}

/** The number on the installed app's icon. An open tab knows it better, and sets it as it changes. */
function showBadge(count) {
  if (typeof count !== "number" || !navigator.setAppBadge) return;
  const shown =
    count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  // Refused where the app is not installed.
  shown.catch(() => undefined);
}

// What was read in the console or on another device leaves this one.
self.addEventListener("message", (event) => {
  if (event.data?.type === "read") event.waitUntil(close(event.data.ids));
});

async function close(ids) {
  for (const notification of await self.registration.getNotifications())
    if (ids.includes(notification.data?.id)) notification.close();
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/inbox"));
});

async function open(url) {
  const open = await tabs();
  const tab = open.find(({ focused }) => focused) ?? open[0];
  if (!tab) return self.clients.openWindow(url);
  tab.postMessage({ type: "push.open", url });
  return tab.focus();
}

/** The tabs of the console, the one used last first. */
function tabs() {
  return self.clients.matchAll({ type: "window", includeUncontrolled: true });
}

// The browser has renewed the subscription on its own.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event));
});

async function renew({ oldSubscription, newSubscription }) {
  const options = oldSubscription?.options;
  const fresh =
    newSubscription ??
    (options ? await self.registration.pushManager.subscribe(options) : null);
  if (!fresh) return;
  const { endpoint, keys } = fresh.toJSON();
  await fetch("/api/v1/me/push-subscriptions", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", "x-parley": "1" },
    body: JSON.stringify({ endpoint, keys }),
  });
}
