import type {
  Delivery,
  DeliveryAttempt,
  SimApp,
  World,
} from "../world/model.ts";
import { chatChanged } from "../world/world.ts";
import { signatureHeaders } from "./sign.ts";

/** Since when every delivery of a page to an app has failed: app:page → ms. */
const failingSince = new WeakMap<World, Map<string, number>>();
/** Retries that wait for their time, to be hurried by `retryNow`. */
const waitingRetries = new WeakMap<World, Set<() => void>>();

/** One POST of a delivery. Settles after this attempt; on anything but 200 in
 *  time it plans the next one by itself, until the page has failed for
 *  `disableAfterMs` and the app loses it ("Webhooks Disabled"). */
export async function attempt(
  world: World,
  app: SimApp,
  delivery: Delivery,
): Promise<void> {
  const leave = await enter(world);
  const result = await post(world, app, delivery).finally(leave);
  if (world.timers.stopping.aborted) return;
  delivery.attempts.push(result);
  if (result.status === 200) succeeded(world, app, delivery);
  else failed(world, app, delivery);
  world.bus.emit({ type: "delivery", id: delivery.id });
}

/** Makes every planned retry happen at once. */
export function retryNow(world: World): number {
  const waiting = [...(waitingRetries.get(world) ?? [])];
  for (const hurry of waiting) hurry();
  return waiting.length;
}

/** POSTs under way at once; more would only wait in the receiver's backlog. */
const MAX_AT_ONCE = 100;
type Gate = { inside: number; queue: (() => void)[] };
const gates = new WeakMap<World, Gate>();

/** Waits for a free place. @returns a function that gives it up. */
async function enter(world: World): Promise<() => void> {
  const gate = gates.get(world) ?? { inside: 0, queue: [] };
  gates.set(world, gate);
  if (gate.inside < MAX_AT_ONCE) gate.inside++;
  else await new Promise<void>((resolve) => gate.queue.push(resolve));
  return () => {
    // The place goes to who waits longest; only without one it is empty.
    const next = gate.queue.shift();
    if (next) next();
    else gate.inside--;
  };
}

async function post(
  world: World,
  app: SimApp,
  { body: text, pageIds }: Delivery,
): Promise<DeliveryAttempt> {
  const started = Date.now();
  const outcome = (status: number | null, error: string | null) => ({
    at: new Date(started).toISOString(),
    status,
    error,
    ms: Date.now() - started,
  });
  if (!app.callbackUrl) return outcome(null, "The app has no callback URL.");
  const body = Buffer.from(text, "utf8");
  try {
    const response = await fetch(app.callbackUrl, {
      method: "POST",
      body,
      redirect: "manual",
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
        Accept: "*/*",
        ...signed(world, app, body, pageIds),
      },
      signal: AbortSignal.any([
        world.timers.stopping,
        AbortSignal.timeout(world.settings.webhookTimeoutMs),
      ]),
    });
    await response.body?.cancel();
    return outcome(response.status, null);
  } catch (error) {
    return outcome(null, reason(error));
  }
}

function signed(
  world: World,
  app: SimApp,
  body: Uint8Array,
  pageIds: string[],
) {
  const isWrong =
    world.faults.wrongSignature ||
    pageIds.some((id) => world.pages.get(id)?.webhooks === "wrong_signature");
  const secret = isWrong ? `not-${app.secret}` : app.secret;
  const { "X-Hub-Signature-256": modern, ...legacy } = signatureHeaders(
    secret,
    body,
  );
  if (world.faults.missingSignature || modern === undefined) return legacy;
  return { ...legacy, "X-Hub-Signature-256": modern };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "No answer in time.";
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error.message}${cause}`;
}

function succeeded(world: World, app: SimApp, delivery: Delivery): void {
  delivery.state = "delivered";
  for (const pageId of delivery.pageIds)
    failingSince.get(world)?.delete(`${app.id}:${pageId}`);
  for (const mid of delivery.mids) {
    const found = world.mids.get(mid);
    if (!found || found.message.acknowledged) continue;
    found.message.acknowledged = true;
    chatChanged(world, found.chat);
  }
}

function failed(world: World, app: SimApp, delivery: Delivery): void {
  const since = rememberFailure(world, app, delivery.pageIds);
  const { disableAfterMs, retryDelaysMs } = world.settings;
  if (Date.now() - since >= disableAfterMs) {
    delivery.state = "dropped";
    for (const pageId of delivery.pageIds)
      world.pages.get(pageId)?.installs.delete(app.id);
    world.bus.emit({ type: "world" });
    return;
  }
  // A page that was unsubscribed meanwhile gets nothing more.
  const stillWanted =
    delivery.pageIds.length === 0 ||
    delivery.pageIds.some((id) => world.pages.get(id)?.installs.has(app.id));
  if (!stillWanted) {
    delivery.state = "dropped";
    return;
  }
  delivery.state = "retrying";
  const nth = Math.min(delivery.attempts.length, retryDelaysMs.length) - 1;
  planRetry(world, retryDelaysMs[nth] ?? 0, () => {
    void attempt(world, app, delivery);
  });
}

function rememberFailure(world: World, app: SimApp, pageIds: string[]): number {
  const all = failingSince.get(world) ?? new Map<string, number>();
  failingSince.set(world, all);
  let earliest = Date.now();
  for (const pageId of pageIds) {
    const key = `${app.id}:${pageId}`;
    const since = all.get(key) ?? Date.now();
    all.set(key, since);
    earliest = Math.min(earliest, since);
  }
  return earliest;
}

function planRetry(world: World, delayMs: number, act: () => void): void {
  const waiting = waitingRetries.get(world) ?? new Set<() => void>();
  waitingRetries.set(world, waiting);
  const run = () => {
    if (!waiting.delete(run)) return;
    callOff();
    act();
  };
  waiting.add(run);
  const callOff = world.timers.later(delayMs, run);
}
