"use client";

import type {
  PushSubscriptionRecord,
  PushSubscriptions,
  TestNotification,
} from "#contract/notifications/push.ts";
import { api } from "#components/live/transport/api.ts";

/** The link of the chain from this browser to its screen that does not hold. */
export type BrokenLink =
  | "insecure"
  | "unsupported"
  | "denied"
  | "worker"
  | "subscription"
  | "server"
  | "notShown"
  | Exclude<TestNotification["outcome"], "accepted" | "no_server">;

/** A link is broken; the message is the browser's or the server's own. */
export class BrokenPush extends Error {
  readonly link: BrokenLink;
  constructor(link: BrokenLink, cause?: unknown) {
    super(cause instanceof Error ? cause.message : "");
    this.link = link;
  }
}

const WORKER = "/sw.js";
/** Push services deliver within a second or two. */
const SHOWN_WITHIN_MS = 20_000;
const READY_WITHIN_MS = 10_000;

/** Why this browser can have no push at all; null: it can. */
export function whyNoPush(): "insecure" | "unsupported" | null {
  if (!window.isSecureContext) return "insecure";
  const has =
    "serviceWorker" in navigator &&
    "PushManager" in window &&
    "Notification" in window;
  return has ? null : "unsupported";
}

/** The endpoint under which this browser gets pushes; null: it gets none. */
export async function endpointHere(): Promise<string | null> {
  if (whyNoPush() !== null || Notification.permission !== "granted")
    return null;
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  return subscription?.endpoint ?? null;
}

/**
 * Makes this browser get pushes: permission, service worker, subscription,
 * server. Call it in a click, since browsers ask for permission only then.
 * Safe to repeat. @throws BrokenPush
 */
export async function turnOnPush(): Promise<PushSubscriptionRecord> {
  const why = whyNoPush();
  if (why) throw new BrokenPush(why);
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw new BrokenPush("denied");
  const registration = await readyWorker();
  const { publicKey } = await broken("server", () =>
    api<PushSubscriptions>("/me/push-subscriptions"),
  );
  const subscription = await broken("subscription", () =>
    subscribe(registration, publicKey),
  );
  const { endpoint, keys } = subscription.toJSON();
  return broken("server", () =>
    api<PushSubscriptionRecord>("/me/push-subscriptions", {
      method: "POST",
      body: { endpoint, keys },
    }),
  );
}

/** Ends the pushes to this browser. */
export async function turnOffPush(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** Sends this browser a notification through all links. @throws BrokenPush: the first one that does not hold */
export async function testPush(): Promise<void> {
  const { id: subscriptionId } = await turnOnPush();
  const shown = listenForShown();
  try {
    const { id, outcome, detail } = await broken("server", () =>
      api<TestNotification>("/me/notifications/test", {
        method: "POST",
        body: { subscriptionId },
      }),
    );
    // A device needs no mail server.
    if (outcome !== "accepted" && outcome !== "no_server")
      throw new BrokenPush(outcome, new Error(detail ?? ""));
    if (!(await shown.has(id))) throw new BrokenPush("notShown");
  } finally {
    shown.stop();
  }
}

/** Sends an email to the person's own address and tells what the mail server answered. */
export function testMail(): Promise<TestNotification> {
  return api<TestNotification>("/me/notifications/test", {
    method: "POST",
    body: { mail: true },
  });
}

async function readyWorker(): Promise<ServiceWorkerRegistration> {
  return broken("worker", async () => {
    await navigator.serviceWorker.register(WORKER, { scope: "/" });
    return within(READY_WITHIN_MS, navigator.serviceWorker.ready);
  });
}

/** A subscription made with another key gets nothing from this server. */
async function subscribe(
  { pushManager }: ServiceWorkerRegistration,
  publicKey: string,
): Promise<PushSubscription> {
  const wanted = { userVisibleOnly: true, applicationServerKey: publicKey };
  try {
    return await pushManager.subscribe(wanted);
  } catch (error) {
    const old = await pushManager.getSubscription();
    if (!old) throw error;
    await old.unsubscribe();
    return pushManager.subscribe(wanted);
  }
}

function listenForShown() {
  const ids = new Set<string>();
  let told: () => void = () => undefined;
  const listen = ({ data }: MessageEvent<{ type?: string; id?: string }>) => {
    if (data.type !== "push.shown" || data.id === undefined) return;
    ids.add(data.id);
    told();
  };
  navigator.serviceWorker.addEventListener("message", listen);
  return {
    has: (id: string) =>
      within(
        SHOWN_WITHIN_MS,
        new Promise<true>((resolve) => {
          told = () => {
            if (ids.has(id)) resolve(true);
          };
          told();
        }),
      ).catch(() => false),
    stop: () => navigator.serviceWorker.removeEventListener("message", listen),
  };
}

async function broken<Result>(
  link: BrokenLink,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof BrokenPush ? error : new BrokenPush(link, error);
  }
}

function within<Result>(ms: number, done: Promise<Result>): Promise<Result> {
  return Promise.race([
    done,
    new Promise<never>((_resolve, reject) => {
      setTimeout(
        () => reject(new Error(`No answer within ${ms / 1000} s.`)),
        ms,
      );
    }),
  ]);
}
