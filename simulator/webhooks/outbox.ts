import type { Delivery, SimApp, World } from "../world/model.ts";
import { encodeAscii, encodeLiteral } from "./encode.ts";
import { attempt } from "./attempt.ts";

export type EntryKind = "messaging" | "standby" | "changes";

/** One thing to tell one app. `lane` keeps the events of one chat in order;
 *  `mid` is remembered so that the person's page can show "delivered". */
export type OutboxItem = {
  app: SimApp;
  pageId: string;
  kind: EntryKind;
  item: Record<string, unknown>;
  lane: string;
  mid: string | null;
};

/** The time events are gathered when they are to be shuffled. */
const REORDER_WINDOW_MS = 400;
/** Meta's documented maximum of updates in one POST. */
const MAX_UPDATES = 1_000;
const MAX_KEPT = 5_000;

export type Outbox = {
  /** @returns a promise settled once the first attempt is over. */
  push(item: OutboxItem): Promise<void>;
  /** Sends a finished body as it is; for raw and malformed payloads. Held while one of `pageIds` is. */
  pushRaw(app: SimApp, body: string, pageIds?: string[]): Promise<Delivery>;
  /** Lets everything go that a pause held back and that no pause holds now. */
  resume(): void;
};

/** pushed → (gathered while batching or reordering) → lane → first attempt;
 *  retries leave the lane, so later events of the chat may overtake them, as
 *  they do on the platform. */
export function createOutbox(world: World): Outbox {
  const lanes = new Map<string, Promise<void>>();
  const held: (() => void)[] = [];
  let nextId = 1;
  let gathered: { item: OutboxItem; done: () => void }[] = [];

  function record(
    app: SimApp,
    body: string,
    pageIds: string[],
    mids: string[],
  ) {
    const delivery: Delivery = {
      id: nextId++,
      appId: app.id,
      pageIds,
      mids,
      body,
      state: "waiting",
      attempts: [],
    };
    world.deliveries.push(delivery);
    if (world.deliveries.length > MAX_KEPT) world.deliveries.shift();
    world.bus.emit({ type: "delivery", id: delivery.id });
    return delivery;
  }

  function send(app: SimApp, items: OutboxItem[]): Promise<void> {
    const encode = world.faults.literalUtf8 ? encodeLiteral : encodeAscii;
    const delivery = record(
      app,
      encode({ object: "page", entry: toEntries(items) }),
      [...new Set(items.map((item) => item.pageId))],
      items.flatMap((item) => item.mid ?? []),
    );
    const first = inLane(
      `${app.id}:${items[0]?.lane ?? ""}`,
      delivery.pageIds,
      () => attempt(world, app, delivery),
    );
    if (world.faults.duplicateDeliveries)
      void first.then(() =>
        attempt(
          world,
          app,
          record(app, delivery.body, delivery.pageIds, delivery.mids),
        ),
      );
    return first;
  }

  async function inLane(
    lane: string,
    pageIds: string[],
    act: () => Promise<void>,
  ) {
    const before = lanes.get(lane) ?? Promise.resolve();
    const mine = before.then(async () => {
      while (isHeld(pageIds))
        await new Promise<void>((resolve) => held.push(resolve));
      await act();
    });
    lanes.set(lane, mine);
    await mine;
    if (lanes.get(lane) === mine) lanes.delete(lane);
  }

  function isHeld(pageIds: string[]): boolean {
    return (
      world.faults.webhooksPaused ||
      pageIds.some((id) => world.pages.get(id)?.webhooks === "held")
    );
  }

  function flush() {
    const waiting = gathered;
    gathered = [];
    if (world.faults.reorderDeliveries) waiting.reverse();
    const groups =
      world.faults.batchMs > 0 ? batches(waiting) : singles(waiting);
    for (const group of groups) {
      const app = group[0]?.item.app;
      if (!app) continue;
      void send(
        app,
        group.map(({ item }) => item),
      ).then(() => group.forEach(({ done }) => done()));
    }
  }

  return {
    push(item) {
      const { batchMs, reorderDeliveries } = world.faults;
      if (batchMs === 0 && !reorderDeliveries) return send(item.app, [item]);
      if (gathered.length === 0)
        world.timers.later(
          Math.max(batchMs, reorderDeliveries ? REORDER_WINDOW_MS : 0),
          flush,
        );
      return new Promise((done) => gathered.push({ item, done }));
    },
    async pushRaw(app, body, pageIds = []) {
      const delivery = record(app, body, pageIds, []);
      if (pageIds.length === 0) await attempt(world, app, delivery);
      else
        await inLane(`${app.id}:${pageIds.join()}`, pageIds, () =>
          attempt(world, app, delivery),
        );
      return delivery;
    },
    resume() {
      for (const release of held.splice(0)) release();
    },
  };
}

type Gathered = { item: OutboxItem; done: () => void };

const singles = (items: Gathered[]): Gathered[][] => items.map((one) => [one]);

/** One group per app, several pages together, cut at MAX_UPDATES. */
function batches(items: Gathered[]): Gathered[][] {
  const byApp = Map.groupBy(items, ({ item }) => item.app.id);
  return [...byApp.values()].flatMap((all) => {
    const cut: Gathered[][] = [];
    for (let at = 0; at < all.length; at += MAX_UPDATES)
      cut.push(all.slice(at, at + MAX_UPDATES));
    return cut;
  });
}

/** Consecutive items of one page and kind share an entry. `time` is in ms for
 *  messaging and standby, in seconds for changes. */
function toEntries(items: OutboxItem[]): Record<string, unknown>[] {
  const entries: {
    key: string;
    kind: EntryKind;
    pageId: string;
    list: unknown[];
  }[] = [];
  for (const { pageId, kind, item } of items) {
    const key = `${pageId}:${kind}`;
    const last = entries.at(-1);
    if (last?.key === key) last.list.push(item);
    else entries.push({ key, kind, pageId, list: [item] });
  }
  const now = Date.now();
  return entries.map(({ kind, pageId, list }) => ({
    id: pageId,
    time: kind === "changes" ? Math.floor(now / 1000) : now,
    [kind]: list,
  }));
}
