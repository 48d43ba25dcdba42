import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Role } from "#contract/people/agent.ts";
import { createChannels, type Channels } from "#server/channels/registry.ts";
import type { Prisma } from "#server/db/client.ts";
import type { Database } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Work } from "#server/db/wakes.ts";
import type { Context } from "#server/domain/context.ts";
import { createApplier } from "#server/pipeline/inbound/apply.ts";
import type { RawDelivery } from "#server/pipeline/inbound/intake.ts";
import { createServices, type Services } from "#server/pipeline/services.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import { createLog } from "#server/runtime/log.ts";
import { createVault, newId, randomToken } from "#server/runtime/crypto.ts";

/** Seals the secrets that the world stores. A process that shares its database needs it too. */
export const TEST_WORLD_KEY = "a key for tests that is long enough";

/**
 * The setting of tests of the message path: a context on a test database, and
 * short ways to a page, a queue, an agent, a delivery. Every row is made as
 * the product itself would make it.
 */
export type World = ReturnType<typeof createWorld>;

export function createWorld(
  db: Database,
  metaGraphUrl = "http://127.0.0.1:9",
  outboundPrivate = false,
  appNames: Record<string, string> = {},
) {
  const clock = { at: null as Date | null, now: () => clock.at ?? new Date() };
  const woken: Work[] = [];
  const vault = createVault([TEST_WORLD_KEY]);
  const context: Context = {
    db,
    clock,
    vault,
    log: createLog("fatal"),
    files: createFileStore({
      dataDir: mkdtempSync(path.join(os.tmpdir(), "parley-files-")),
    }),
    config: {
      publicUrl: "http://localhost:3000",
      metaGraphUrl,
      metaGraphVersion: "v26.0",
      presenceGraceMs: 60_000,
      allowPrivateServices: false,
      outboundPrivate,
      appNames,
    },
  };

  db.wakes.onWake((work) => woken.push(work));
  const services = createServices(context);

  /** Stores a webhook of the page, with these items or this body, and applies it. */
  async function receive(
    { pageId, from }: ReceivingPage,
    given: Record<string, unknown>[] | Uint8Array,
  ): Promise<void> {
    const body = Array.isArray(given) ? delivery(pageId, given) : given;
    await services.intake.add({ ...from, body });
    while (await applyOnce(services, receiveOnlyChannels));
  }

  return {
    context,
    services,
    clock,
    woken,
    async agent(name: string, role: Role = "agent"): Promise<Actor> {
      const email = `${name.toLowerCase()}.${randomToken(6).toLowerCase()}@example.com`;
      const { id } = await db.prisma.agent.create({
        data: {
          id: newId(),
          email,
          name,
          role,
          presence: "available",
          presenceSince: clock.now(),
        },
        select: { id: true },
      });
      return { agentId: id, name, email, role, departmentIds: [] };
    },
    /** The agent has a console open, at a process that lives as long as the test. */
    async sits({ agentId }: Actor): Promise<void> {
      const tomorrow = new Date(clock.now().getTime() + 86_400_000);
      await db.prisma.agentConnection.create({
        data: {
          id: randomToken(8),
          agent: { connect: { id: agentId } },
          node: { create: { id: newId(), seenAt: tomorrow } },
        },
        select: { id: true },
      });
    },
    async reviewer(
      name: string,
      reviewChannelId: string,
      expiresAt: Date | null = null,
    ): Promise<Actor> {
      const actor = await this.agent(name, "reviewer");
      await db.prisma.agent.update({
        where: { id: actor.agentId },
        data: { reviewChannelId, expiresAt },
        select: { id: true },
      });
      return actor;
    },
    async queue(members: Actor[], options: QueueOptions = {}): Promise<string> {
      const { id } = await db.prisma.queue.create({
        data: {
          id: newId(),
          name: `Queue ${randomToken(6)}`,
          ...options,
          members: {
            create: members.map(({ agentId }, position) => ({
              agentId,
              position,
            })),
          },
        },
        select: { id: true },
      });
      return id;
    },
    async department(members: Actor[]): Promise<string> {
      const { id } = await db.prisma.department.create({
        data: {
          id: newId(),
          name: `Department ${randomToken(6)}`,
          members: {
            create: members.map(({ agentId }) => ({ agentId })),
          },
        },
        select: { id: true },
      });
      return id;
    },
    async page(
      route: { type: "queue" | "agent" | "ring_group"; id: string } | null,
      known: Partial<TestPage> = {},
    ) {
      const page = {
        pageId: digits(15),
        appId: digits(15),
        token: "page-token",
        appSecret: "app-secret",
        ...known,
      };
      const channel = await db.prisma.channel.create({
        data: {
          id: newId(),
          kind: "messenger",
          name: "ConnectionState & Co",
          accountId: page.pageId,
          credentialsSealed: vault.seal(page.token),
          openType: route?.type ?? null,
          openId: route?.id ?? null,
          source: {
            create: {
              id: newId(),
              kind: "messenger",
              externalId: page.appId,
              secretSealed: vault.seal(page.appSecret),
              webhookKey: randomToken(),
              verifyTokenSealed: vault.seal("verify"),
            },
          },
        },
        select: { id: true, sourceId: true },
      });
      const { id: channelId, sourceId } = channel;
      // The source of its deliveries.
      const from = {
        sourceId,
        kind: "messenger" as const,
        externalId: page.appId,
      };
      return { ...page, channelId, sourceId, from };
    },
    receive,
    /** A lead of the page, with what the test gives of it. */
    async lead(
      { pageId, channelId }: { pageId: string; channelId: string },
      given: Partial<Prisma.LeadUncheckedCreateInput> = {},
    ): Promise<string> {
      const { id } = await db.prisma.lead.create({
        data: {
          id: newId(),
          pageId,
          channelId,
          formId: digits(15),
          leadgenId: digits(16),
          createdTime: clock.now(),
          ...given,
        },
        select: { id: true },
      });
      return id;
    },
    /** A customer writes to the page; `at`: the vendor's time. */
    async write(
      page: ReceivingPage,
      {
        psid = digits(16),
        text = "hello",
        at = clock.now().getTime(),
        ...more
      }: Written = {},
    ): Promise<{ threadId: string; customerId: string; mid: string }> {
      const mid = `m_${randomToken(20)}`;
      const message = { mid, ...(more.attachments ? more : { text }) };
      await receive(page, [{ psid, timestamp: at, message }]);
      const { thread } = await db.prisma.message.findFirstOrThrow({
        where: { externalId: mid },
        select: { thread: { select: { id: true, customerId: true } } },
      });
      return { threadId: thread.id, customerId: thread.customerId, mid };
    },
  };
}

/** Runs one round of applying. @returns whether more may be waiting */
export function applyOnce(
  { context, intake }: Services,
  channels: Channels,
): Promise<boolean> {
  return createApplier({ context, channels, intake, publisher: null }).round();
}

/** Channels that parse what they receive; nothing is sent. */
export const receiveOnlyChannels: Channels = {
  ...createChannels({
    metaGraphUrl: "http://127.0.0.1:9",
    metaGraphVersion: "v26.0",
    log: createLog("fatal"),
    outboundPrivate: false,
    now: () => new Date(),
  }),
};

type QueueOptions = Omit<
  Prisma.QueueUncheckedCreateInput,
  "id" | "name" | "members"
>;

type ReceivingPage = {
  pageId: string;
  /** The source of its deliveries. */
  from: Omit<RawDelivery, "body">;
};

/** What a customer writes: a text, or files. */
type Written = {
  psid?: string;
  text?: string;
  at?: number;
  attachments?: Record<string, unknown>[];
};

export type TestPage = {
  pageId: string;
  appId: string;
  token: string;
  appSecret: string;
};

/** A random vendor-like id with this number of digits, never starting with 0. */
export function digits(length: number): string {
  let text = String(1 + Math.floor(Math.random() * 9));
  while (text.length < length) text += Math.floor(Math.random() * 10);
  return text;
}

/** One `messaging` item as Meta sends it, inside its envelope. */
export function delivery(
  pageId: string,
  items: Record<string, unknown>[],
): Uint8Array {
  const messaging = items.map((item) => {
    const echo = (item["message"] as { is_echo?: boolean } | undefined)
      ?.is_echo;
    const { psid, ...rest } = item;
    const person = { id: psid };
    const page = { id: pageId };
    return {
      sender: echo ? page : person,
      recipient: echo ? person : page,
      ...rest,
    };
  });
  const body = {
    object: "page",
    entry: [{ id: pageId, time: Date.now(), messaging }],
  };
  return Buffer.from(JSON.stringify(body));
}
