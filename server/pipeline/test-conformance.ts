import { readFileSync, mkdtempSync, openSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Message } from "#contract/threads/message.ts";
import type { Channel } from "#server/channels/channel.ts";
import type { TestServer } from "#server/channels/common/test-server.ts";
import type { ConformanceKit } from "#server/channels/conformance/kit.ts";
import { createChannels, type Channels } from "#server/channels/registry.ts";
import type { Prisma } from "#server/db/client.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { resolveUncertainOnce } from "#server/pipeline/outbound/resolve-uncertain.ts";
import { createSender } from "#server/pipeline/outbound/sender.ts";
import { applyOnce, type World } from "#server/pipeline/test-world.ts";
import { createLog } from "#server/runtime/log.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** An account of a kind that is connected to a scripted vendor, and short ways through the pipeline. */
export type ConnectedKind = Awaited<ReturnType<typeof connectKind>>;

export async function connectKind(
  world: World,
  { kind }: Pick<Channel, "kind">,
  kit: ConformanceKit,
  vendor: TestServer,
) {
  const { context, services } = world;
  const { db, vault } = context;
  const logFile = path.join(mkdtempSync(path.join(os.tmpdir(), "log-")), "log");
  const log = createLog("trace", openSync(logFile, "w"));
  const channels: Channels = createChannels({
    metaGraphUrl: vendor.url,
    metaGraphVersion: "v26.0",
    log,
    outboundPrivate: true,
    now: () => context.clock.now(),
  });
  const works = { context: { ...context, log }, channels };
  const mei = await world.agent("Mei");
  await db.prisma.agent.update({
    where: { id: mei.agentId },
    data: { capacity: 1000 },
    select: { id: true },
  });
  const queueId = await world.queue([mei]);
  const account = kit.account(vendor.url);
  const { source } = kit;
  const webhookKey = randomToken();
  const { id: channelId, sourceId } = await db.prisma.channel.create({
    data: {
      id: newId(),
      kind,
      name: kind,
      accountId: account.accountId,
      credentialsSealed: vault.seal(account.credentials),
      options: account.options as Prisma.InputJsonObject,
      openType: "queue",
      openId: queueId,
      source: {
        create: {
          id: newId(),
          kind,
          externalId: source.externalId,
          secretSealed: vault.seal(account.secret),
          webhookKey,
          verifyTokenSealed:
            source.verifyToken === null ? null : vault.seal(source.verifyToken),
        },
      },
    },
    select: { id: true, sourceId: true },
  });

  async function deliver(bodies: readonly Uint8Array[]): Promise<void> {
    const from = { sourceId, kind, externalId: source.externalId };
    await Promise.all(
      bodies.map((body) => services.intake.add({ ...from, body })),
    );
    while (await applyOnce({ ...services, context: works.context }, channels));
  }

  async function threadIdOf(customerId: string, key = ""): Promise<string> {
    const { id } = await db.prisma.thread.findFirstOrThrow({
      where: { channelId, key, identity: { externalId: customerId } },
      select: { id: true },
    });
    return id;
  }

  async function messagesIn(threadId: string): Promise<Message[]> {
    const query = { threadId, limit: 100 };
    const { items } = await listMessages(context, mei, query);
    return items.filter((message) => message.kind === "message").reverse();
  }

  return {
    kind,
    channels,
    channelId,
    webhookKey,
    mei,
    deliver,
    threadIdOf,
    messagesIn,
    log: () => readFileSync(logFile, "utf8"),
    async say(threadId: string, text: string): Promise<Message[]> {
      const clientId = randomToken(8);
      const input = { threadId, clientId, kind: "message" as const, text };
      return reply(context, mei, input);
    },
    /** Sends everything that is due, and records each attempt. */
    async send(): Promise<void> {
      await db.pool.query(
        `update send_job set "dueAt" = now() where state = 'queued'`,
      );
      for (;;) {
        const sender = createSender(works, () => undefined);
        const before = await queued(world);
        await sender.round();
        await sender.idle();
        if ((await queued(world)) >= before) return;
      }
    },
    /** Runs as many lookups as the kind needs to be sure, with the time between them passed. */
    async look(): Promise<void> {
      for (let looks = 0; looks < 3; looks += 1) {
        await db.pool.query(
          `update send_job set "dueAt" = now(), "startedAt" = now() - interval '1 minute' where state = 'uncertain'`,
        );
        await resolveUncertainOnce(works);
      }
    },
  };
}

async function queued({ context }: World): Promise<number> {
  const { rows } = await context.db.pool.query<{ count: number }>(
    `select count(*)::int as count from send_job where state = 'queued'`,
  );
  return rows[0]?.count ?? 0;
}

/** Everything that is stored, as text, to search for data that must not be there. */
export async function dumpOf({ context }: World): Promise<string> {
  const { pool } = context.db;
  const tables = await pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const dumps: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ row: string }>(
      `select row_to_json(t)::text as row from ${name} t`,
    );
    dumps.push(...rows.map(({ row }) => row));
  }
  return dumps.join("\n");
}
