import assert from "node:assert/strict";
import type { Message } from "#contract/threads/message.ts";
import type { Api } from "../../e2e/harness/api.ts";
import type { Colleague } from "../../e2e/harness/company.ts";
import {
  PAGES,
  type Person,
  type Simulator,
} from "../../e2e/harness/simulator.ts";
import { pause, until } from "../../e2e/harness/until.ts";
import { allMessages } from "./watcher.ts";

/** Customers who write and an agent who answers, while something happens to the servers. */
export type Stream = {
  written: number;
  /** Of those, messages that are a photo. */
  photos: number;
  replies: string[];
  /** Answers to a reply other than 201, and lines that broke. Each was sent again with the same clientId. */
  repeated: string[];
  isOver: boolean;
};

export type Chatting = { person: Person; threadId: string };

export type Site = { simulator: Simulator; owner: Colleague };

/** Between two messages of a customer, and between two replies to one; at most `maxEach` of either. */
export type Pace = {
  writeEveryMs: number;
  replyEveryMs: number;
  maxEach: number;
  /** Every so many messages of a customer one is a photo; left out: none. */
  photoEvery?: number;
  /** The time within which a reply must be taken. */
  takenMs: number;
};

const PAGE_ID = PAGES[0].pageId;

export function newStream(): Stream {
  return { written: 0, photos: 0, replies: [], repeated: [], isOver: false };
}

/** Customers with a thread each. */
export function beginChats(site: Site, count: number): Promise<Chatting[]> {
  return Promise.all(
    Array.from({ length: count }, (_, nth) => begin(site, nth)),
  );
}

async function begin(
  { simulator, owner }: Site,
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

/** Resolves once the stream is over, and all that was begun is taken. */
export async function runStream(
  { simulator, api }: { simulator: Simulator; api: Api },
  chats: Chatting[],
  stream: Stream,
  pace: Pace,
): Promise<void> {
  await Promise.all(
    chats.flatMap((chat, nth) => [
      write(simulator, chat, stream, pace),
      reply(api, chat, nth, stream, pace),
    ]),
  );
}

async function write(
  simulator: Simulator,
  { person }: Chatting,
  stream: Stream,
  { writeEveryMs, maxEach, photoEvery = Infinity }: Pace,
): Promise<void> {
  for (let nth = 1; !stream.isOver && nth < maxEach; nth += 1) {
    const isPhoto = nth % photoEvery === 0;
    await simulator.write(
      PAGE_ID,
      person.personId,
      isPhoto ? { attachments: [{ sample: "lamp" }] } : { text: `Text ${nth}` },
    );
    stream.written += 1;
    if (isPhoto) stream.photos += 1;
    await pause(writeEveryMs);
  }
}

async function reply(
  api: Api,
  { threadId }: Chatting,
  chat: number,
  stream: Stream,
  { replyEveryMs, maxEach, takenMs }: Pace,
): Promise<void> {
  for (let nth = 1; !stream.isOver && nth < maxEach; nth += 1) {
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
      takenMs,
    );
    await pause(replyEveryMs);
  }
}

const SENT = /^(sent|delivered|read)$/;

/** All messages, once none of the stream is missing or under way, and every photo is here. */
export async function everything(
  api: Api,
  { written, photos, replies }: Stream,
): Promise<Message[] | null> {
  const all = await allMessages(api);
  const texts = all.filter(({ text }) => text?.startsWith("Text "));
  const pictures = all.filter(({ attachments }) => attachments.length > 0);
  const answers = all.filter(({ text }) => text?.startsWith("Reply "));
  const isWhole =
    texts.length >= written - photos &&
    pictures.length >= photos &&
    answers.length >= replies.length &&
    answers.every(({ status }) => SENT.test(status)) &&
    pictures.every(({ attachments }) =>
      attachments.every(({ state }) => state === "stored"),
    );
  return isWhole ? all : null;
}

/** The simulator's own record: what the customers wrote and got is what is stored, each once. */
export async function expectSameAtMeta(
  { simulator }: Pick<Site, "simulator">,
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
