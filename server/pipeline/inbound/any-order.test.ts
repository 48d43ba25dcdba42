import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { referenceOf } from "#server/pipeline/vendor/reference.ts";
import {
  createWorld,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/**
 * The same deliveries of one customer, in any order, in any batches and some
 * of them twice, end in one state: the state of their order in time.
 */

let world: World;
let mei: Actor;
let page: Awaited<ReturnType<World["page"]>>;

const INBOX_APP = "263902037430900";
const OTHER_APP = "555000111222333";
const STEP_MS = 1_000;
/** The time of the first event of a history. */
const START = Date.now() - 3_600_000;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  mei = await world.agent("Mei");
  await world.context.db.prisma.agent.updateMany({ data: { capacity: 1000 } });
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
});

/** `of`: the index of the message that an event refers to. */
const eventSchema = fc.oneof(
  fc.constant({ type: "say" as const }),
  fc.constant({ type: "say" as const }),
  fc.constant({ type: "standby" as const }),
  fc.constant({ type: "postback" as const }),
  fc.record({
    type: fc.constant("echo" as const),
    by: fc.constantFrom("inbox", "app", "own", "unknown"),
  }),
  fc.constant({ type: "ownEcho" as const }),
  fc.record({
    type: fc.constantFrom("read" as const, "delivered" as const),
    backMs: fc.integer({ min: 0, max: 6 }).map((steps) => steps * STEP_MS),
  }),
  fc.record({ type: fc.constant("deliveredIds" as const), of: fc.nat(9) }),
  fc.record({
    type: fc.constant("reaction" as const),
    of: fc.nat(9),
    emoji: fc.constantFrom("❤", "😆", null),
  }),
  fc.record({
    type: fc.constant("edit" as const),
    of: fc.nat(9),
    number: fc.constantFrom(null, 1, 2),
  }),
  fc.record({ type: fc.constant("unsend" as const), of: fc.nat(9) }),
  fc.record({
    type: fc.constant("control" as const),
    to: fc.constantFrom("ours", "another"),
  }),
);
type Event = typeof eventSchema extends fc.Arbitrary<infer E> ? E : never;

/** One way for a history to arrive. */
type Arrival = { order: number[]; cuts: boolean[]; twice: number[] };

const story = fc
  .array(eventSchema, { minLength: 2, maxLength: 9 })
  .chain((events) => {
    const all = events.map((_, index) => index);
    const arrival = fc.record({
      order: fc.shuffledSubarray(all, { minLength: all.length }),
      cuts: fc.array(fc.boolean(), {
        minLength: all.length,
        maxLength: all.length,
      }),
      twice: fc.subarray(all, { maxLength: 2 }),
    });
    const arrivals = fc.array(arrival, { minLength: 3, maxLength: 3 });
    return fc.record({ events: fc.constant(events), arrivals });
  });

test("one history has one end, however it arrives", async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ events, arrivals }) => {
      const inTime = events.map((_, index) => index);
      const straight = {
        order: inTime,
        cuts: inTime.map(() => true),
        twice: [],
      };
      const wanted = await live(events, straight);
      for (const arrival of arrivals)
        expect(await live(events, arrival)).toEqual(wanted);
    }),
    { numRuns: Number(process.env["RUNS"] ?? 25) },
  );
}, 600_000);

test.each<[string, Event[], number[], Record<string, unknown>]>([
  [
    "a late echo leaves the question after it waiting",
    [{ type: "say" }, { type: "echo", by: "inbox" }, { type: "say" }],
    [0, 2, 1],
    { waitingSince: 2 },
  ],
  [
    "a read mark before the echo",
    [
      { type: "echo", by: "inbox" },
      { type: "read", backMs: 0 },
    ],
    [1, 0],
    { ticks: ["read"] },
  ],
  [
    "another app answers nobody",
    [{ type: "say" }, { type: "echo", by: "app" }],
    [0, 1],
    { waitingSince: 0 },
  ],
  [
    "a person in the Page inbox answers",
    [{ type: "say" }, { type: "echo", by: "inbox" }],
    [1, 0],
    { waitingSince: null },
  ],
])("%s", async (_, events, order, wanted) => {
  const cuts = order.map(() => true);
  const { thread, messages } = await live(events, { order, cuts, twice: [] });
  const since = thread.waitingSince;
  const ticks = messages
    .filter(({ authorType }) => authorType === "page")
    .map(({ status }) => status);
  expect({
    waitingSince: since && (since.getTime() - START) / STEP_MS,
    ticks,
  }).toMatchObject(wanted);
});

/** Delivers a history for a new customer and returns the state in the end. */
async function live(events: Event[], { order, cuts, twice }: Arrival) {
  const psid = digits(16);
  const own = await ownReply(psid);
  const items = events.map((event, index) =>
    toItem(event, index, { psid, events, own }),
  );
  let body: Item[] = [];
  for (const [nth, index] of order.entries()) {
    const item = items[index];
    if (item) body.push(item);
    if (!cuts[nth] && nth < order.length - 1) continue;
    await deliver(body);
    body = [];
  }
  for (const index of twice) await deliver(items.slice(index, index + 1));
  return readState(psid, own);
}

type Item = { standby: boolean; item: Record<string, unknown> };

async function deliver(items: Item[]): Promise<void> {
  const of = (standby: boolean) =>
    items.filter((each) => each.standby === standby).map(({ item }) => item);
  const entry = {
    id: page.pageId,
    time: START,
    messaging: of(false),
    standby: of(true),
  };
  const body = Buffer.from(JSON.stringify({ object: "page", entry: [entry] }));
  await world.receive(page, body);
}

/** A customer has written before and Mei has answered. The echo of her answer belongs to the history. */
async function ownReply(psid: string): Promise<string> {
  const hello = {
    sender: { id: psid },
    recipient: { id: page.pageId },
    timestamp: START - 20_000,
    message: { mid: `${psid}.hello`, text: "hello" },
  };
  await deliver([{ standby: false, item: hello }]);
  const [row] = await threads(psid);
  world.clock.at = new Date(START - 10_000);
  const [message] = await reply(world.context, mei, {
    threadId: row?.id ?? "",
    kind: "message",
    text: "hello yourself",
    clientId: randomToken(8),
  });
  world.clock.at = null;
  return message?.id ?? "";
}

function toItem(
  event: Event,
  index: number,
  { psid, events, own }: { psid: string; events: Event[]; own: string },
): Item {
  const timestamp = START + index * STEP_MS;
  const person = { sender: { id: psid }, recipient: { id: page.pageId } };
  const fromPage = { sender: { id: page.pageId }, recipient: { id: psid } };
  const mid = `${psid}.${index}`;
  const made = (item: Record<string, unknown>, standby = false): Item => ({
    standby,
    item: { timestamp, ...item },
  });
  /** The customer's or the page's message, as the event refers to it. */
  const midOf = (of: number, types: Event["type"][]): string => {
    const meant = events.flatMap(({ type }, at) =>
      types.includes(type) ? at : [],
    );
    return `${psid}.${meant[of % Math.max(1, meant.length)] ?? "hello"}`;
  };
  switch (event.type) {
    case "say":
    case "standby":
      return made(
        { ...person, message: { mid, text: `text ${index}` } },
        event.type === "standby",
      );
    case "postback":
      return made({
        ...person,
        postback: { mid, title: "Menu", payload: "m" },
      });
    case "echo": {
      const app_id = {
        inbox: INBOX_APP,
        app: OTHER_APP,
        own: page.appId,
        unknown: undefined,
      }[event.by];
      return made({
        ...fromPage,
        message: { mid, is_echo: true, text: `echo ${index}`, app_id },
      });
    }
    case "ownEcho": {
      const message = {
        mid: `${psid}.own`,
        is_echo: true,
        text: "hello yourself",
        app_id: page.appId,
        metadata: referenceOf(own),
      };
      // A message has one time, however often its echo comes.
      return {
        standby: false,
        item: { timestamp: START - 5_000, ...fromPage, message },
      };
    }
    case "read":
      return made({ ...person, read: { watermark: timestamp - event.backMs } });
    case "delivered":
      return made({
        ...person,
        delivery: { watermark: timestamp - event.backMs },
      });
    case "deliveredIds":
      return made({
        ...person,
        delivery: { mids: [midOf(event.of, ["echo"])] },
      });
    case "reaction":
      return made({
        ...person,
        reaction: {
          mid: midOf(event.of, ["say", "standby", "echo"]),
          action: event.emoji === null ? "unreact" : "react",
          ...(event.emoji === null
            ? {}
            : { emoji: event.emoji, reaction: "other" }),
        },
      });
    case "edit":
      return made({
        ...person,
        message_edit: {
          mid: midOf(event.of, ["say", "standby"]),
          text: `edited ${index}`,
          ...(event.number === null ? {} : { num_edit: event.number }),
        },
      });
    case "unsend":
      return made({
        ...person,
        message: { mid: midOf(event.of, ["say", "standby"]), is_deleted: true },
      });
    case "control":
      return made({
        ...person,
        pass_thread_control: {
          new_owner_app_id: event.to === "ours" ? page.appId : OTHER_APP,
          previous_owner_app_id: event.to === "ours" ? OTHER_APP : page.appId,
          metadata: "",
        },
      });
  }
}

function threads(psid: string) {
  return world.context.db.prisma.thread.findMany({
    where: { identity: { externalId: psid } },
    select: {
      id: true,
      status: true,
      waitingSince: true,
      lastMessageId: true,
      lastMessageAt: true,
      outsideReplyAt: true,
      lastCustomerAt: true,
      inboundCount: true,
      deliveredTill: true,
      readTill: true,
      controlledBy: true,
    },
  });
}

/** Without the customer's own ids, so that two histories can be compared. */
async function readState(psid: string, own: string) {
  const { prisma } = world.context.db;
  const [row] = await threads(psid);
  if (!row) throw new Error("Nothing has come.");
  const { id: threadId, lastMessageId, ...thread } = row;
  const nameOf = (id: string | null) => id?.replace(psid, "") ?? null;
  const rows = await prisma.message.findMany({
    where: { threadId, OR: [{ kind: "message" }, { authorType: "customer" }] },
    select: {
      id: true,
      externalId: true,
      authorType: true,
      kind: true,
      text: true,
      status: true,
      sentAt: true,
      editedAt: true,
      editNumber: true,
      deletedAt: true,
      reactions: { select: { by: true, emoji: true, at: true } },
    },
    orderBy: [{ sentAt: "asc" }, { id: "asc" }],
  });
  const messages = rows.map(({ id, externalId, ...rest }) => ({
    ...rest,
    name: id === own ? "own" : nameOf(externalId),
    isLast: id === lastMessageId,
  }));
  const early = await prisma.earlyEvent.findMany({
    where: { externalId: { startsWith: psid } },
    select: { externalId: true, event: true },
  });
  const waiting = new Set(
    early.map(({ externalId, event }) =>
      JSON.stringify([nameOf(externalId), event]),
    ),
  );
  return { thread, messages, early: [...waiting].toSorted() };
}
