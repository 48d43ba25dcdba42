import assert from "node:assert/strict";
import type { Message } from "#contract/threads/message.ts";
import { createApi, type Api } from "../../e2e/harness/api.ts";
import type { App } from "../../e2e/harness/app.ts";
import type { Person } from "../../e2e/harness/simulator.ts";
import { pause, until } from "../../e2e/harness/until.ts";
import type { Check } from "./checks.ts";
import { PAGE_ID, startPatiently, type Installation } from "./installation.ts";
import { allMessages, openWatcher } from "./watcher.ts";

/** Every process is restarted in turn, while customers write and an agent answers. */
export const ROLLING_CHECK: Check = {
  name: "a rolling restart refuses no webhook, and loses or doubles no event, message or reply",
  run: restartAll,
};

const CUSTOMERS = 6;
const WATCHERS = 4;
/** Between two messages of a customer, and between two replies to one: the stream is bounded. */
const GAP_MS = 150;
const REPLY_GAP_MS = 400;
const MAX_TEXTS_EACH = 400;
const SETTLE_MS = 60_000;
const TAKEN_MS = 60_000;

type Stream = {
  written: number;
  replies: string[];
  /** Answers to a reply other than 201, and lines that broke. Each was sent again with the same clientId. */
  repeated: string[];
  isOver: boolean;
};

type Chatting = { person: Person; threadId: string };

type SimDelivery = {
  id: number;
  attempts: { status: number | null }[];
};

async function restartAll(installation: Installation): Promise<string> {
  const { webs, workers, simulator, owner, url } = installation;
  const chats = await Promise.all(
    Array.from({ length: CUSTOMERS }, (_, nth) => begin(installation, nth)),
  );
  const watchers = await Promise.all(
    Array.from({ length: WATCHERS }, (_, nth) =>
      openWatcher({ name: `screen ${nth + 1}`, url, token: owner.token }),
    ),
  );
  const [before] = await simulator.control<SimDelivery[]>(
    "GET",
    "/deliveries?latest=1",
  );
  const api = createApi(url, { token: owner.token });
  const stream: Stream = {
    written: 0,
    replies: [],
    repeated: [],
    isOver: false,
  };
  const streaming = Promise.all(
    chats.flatMap((chat, nth) => [
      write(installation, chat, stream),
      reply(api, chat, nth, stream),
    ]),
  );
  streaming.catch(() => undefined); // awaited below, when all has been restarted
  const restarts: string[] = [];
  try {
    for (const [what, app] of [
      ["web", webs[0]],
      ["web", webs[1]],
      ["worker", workers[0]],
      ["worker", workers[1]],
    ] as const) {
      restarts.push(`${what} ${await restart(app)} ms`);
    }
  } finally {
    stream.isOver = true;
  }
  await streaming;

  const stored = await until(
    "all is stored and sent",
    () => everything(owner.api, stream),
    SETTLE_MS,
  );
  for (const { name, known } of watchers) {
    await until(`${name} knows all of it`, () =>
      stored.every(({ id }) => known.has(id)),
    );
  }
  const twice = watchers.flatMap((watcher) => watcher.twice());
  assert.deepEqual(twice, [], "an event came twice");
  await expectSameAtMeta(installation, chats, stored);
  const since = before?.id ?? 0;
  const { count, refused } = await deliveriesSince(installation, since);
  assert.deepEqual(refused, [], "a webhook was refused");
  const lines = watchers.map((watcher) => watcher.connects() - 1);
  for (const { close } of watchers) close();
  return [
    `${stream.written} messages, ${stream.replies.length} replies (${stream.repeated.length} asked twice${stream.repeated.length > 0 ? `: ${[...new Set(stream.repeated)].join(", ")}` : ""})`,
    `${count} webhooks taken at once`,
    `screens connected again ${lines.join(", ")} times`,
    `restarts: ${restarts.join(", ")}`,
  ].join("; ");
}

async function begin(
  { simulator, owner }: Installation,
  nth: number,
): Promise<Chatting> {
  const person = await simulator.person(`Rolling ${nth}`);
  const psid = person.psids[PAGE_ID] ?? "";
  await simulator.write(PAGE_ID, person.personId, { text: "First" });
  const threadId = await until("the first message has a thread", async () => {
    const threads = await owner.api.all<{
      id: string;
      customer: { identities: { externalId: string }[] };
    }>("/threads");
    return threads.find(({ customer }) =>
      customer.identities.some(({ externalId }) => externalId === psid),
    )?.id;
  });
  return { person, threadId };
}

async function write(
  { simulator }: Installation,
  { person }: Chatting,
  stream: Stream,
): Promise<void> {
  for (let nth = 1; !stream.isOver && nth < MAX_TEXTS_EACH; nth += 1) {
    const text = `Text ${nth}`;
    await simulator.write(PAGE_ID, person.personId, { text });
    stream.written += 1;
    await pause(GAP_MS);
  }
}

async function reply(
  api: Api,
  { threadId }: Chatting,
  chat: number,
  stream: Stream,
): Promise<void> {
  for (let nth = 1; !stream.isOver && nth < MAX_TEXTS_EACH; nth += 1) {
    const text = `Reply ${chat}.${nth}`;
    const path = `/threads/${threadId}/messages`;
    stream.replies.push(text);
    await until(
      `${text} is taken`,
      async () => {
        const { status, body } = await api.ask("POST", path, {
          text,
          clientId: text,
        });
        if (status < 300) return true;
        stream.repeated.push(String(status));
        throw new Error(`${status} ${JSON.stringify(body)}`);
      },
      TAKEN_MS,
    );
    await pause(REPLY_GAP_MS);
  }
}

/** @returns how long it was away. @throws Error when it did not stop in good order */
async function restart(app: App): Promise<number> {
  const startedAt = Date.now();
  const ending = await app.program().stop();
  assert.deepEqual(ending, { code: 0, signal: null }, app.program().stderr());
  await startPatiently(app);
  return Date.now() - startedAt;
}

const SENT = /^(sent|delivered|read)$/;

/** All messages, once none of the stream is missing or under way. */
async function everything(
  api: Api,
  { written, replies }: Stream,
): Promise<Message[] | null> {
  const all = await allMessages(api);
  const texts = all.filter(({ text }) => text?.startsWith("Text "));
  const answers = all.filter(({ text }) => text?.startsWith("Reply "));
  const isWhole =
    texts.length >= written &&
    answers.length >= replies.length &&
    answers.every(({ status }) => SENT.test(status));
  return isWhole ? all : null;
}

/** The simulator's own record: what the customers wrote and got is what is stored, each once. */
async function expectSameAtMeta(
  { simulator }: Installation,
  chats: Chatting[],
  stored: Message[],
): Promise<void> {
  for (const { person, threadId } of chats) {
    const { messages } = await simulator.chat(PAGE_ID, person.personId);
    const ours = stored.filter((one) => one.threadId === threadId);
    assert.deepEqual(
      ours.map(({ externalId }) => externalId).sort(),
      messages.map(({ mid }) => mid).sort(),
      `messages of ${person.personId}`,
    );
    const got = messages
      .filter(({ from }) => from === "page")
      .map(({ text }) => text ?? "");
    assert.equal(new Set(got).size, got.length, "a reply was sent twice");
    const inOrder = got.toSorted((a, b) => numberOf(a) - numberOf(b));
    assert.deepEqual(got, inOrder, "replies changed their order");
  }
}

function numberOf(reply: string): number {
  return Number(reply.split(".")[1]);
}

async function deliveriesSince(
  { simulator }: Installation,
  since: number,
): Promise<{ count: number; refused: string[] }> {
  const deliveries = await until("every webhook is answered", async () => {
    const all = await simulator.control<SimDelivery[]>(
      "GET",
      `/deliveries?since=${since}`,
    );
    const isDone = ({ attempts }: SimDelivery) =>
      attempts.at(-1)?.status === 200;
    return all.every(isDone) && all;
  });
  const refused = deliveries
    .filter(({ attempts }) => attempts.length !== 1)
    .map(({ attempts }) => attempts.map(({ status }) => status).join(" "));
  return { count: deliveries.length, refused };
}
