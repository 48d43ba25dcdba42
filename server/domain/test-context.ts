import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Role } from "#contract/people/agent.ts";
import type { Database } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { createAgent } from "#server/domain/people/agents.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import type { Work } from "#server/db/wakes.ts";
import type { Context } from "#server/domain/context.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import { createVault, newId, randomToken } from "#server/runtime/crypto.ts";
import { createLog } from "#server/runtime/log.ts";

/** The key that seals secrets in tests. */
export const TEST_KEY = "a key for tests that is long enough";

/** A context for tests of the domain: real database, vault and files, a clock that can be set. */
export type TestContext = Context & {
  clock: { now(): Date; at: Date | null };
  woken: Work[];
};

export function createTestContext(db: Database): TestContext {
  const woken: Work[] = [];
  const clock = { at: null as Date | null, now: () => clock.at ?? new Date() };
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "parley-domain-"));
  db.wakes.onWake((work) => woken.push(work));
  return {
    db,
    clock,
    woken,
    log: createLog("fatal"),
    vault: createVault([TEST_KEY]),
    files: createFileStore({ dataDir }),
    config: {
      publicUrl: "https://parley.example",
      metaGraphUrl: "http://127.0.0.1:9",
      metaGraphVersion: "v26.0",
      presenceGraceMs: 60_000,
      allowPrivateServices: false,
      outboundPrivate: false,
    },
  };
}

/** Somebody who works here, without a password of their own: hashing one takes time. A reviewer needs a channel: the given one, or a new one. */
export async function newActor(
  context: Context,
  role: Role,
  departmentIds: string[] = [],
  reviewChannelId?: string,
): Promise<Actor> {
  const email = `${role}.${randomToken(8).toLowerCase()}@example.com`;
  const { id, name } = await createAgent(context, commandLine, {
    email,
    name: `A ${role}`,
    role,
    departmentIds,
    ...(role === "reviewer"
      ? { reviewChannelId: reviewChannelId ?? (await newChannel(context)) }
      : {}),
  });
  return { agentId: id, name, email, role, departmentIds };
}

/** A thread of a new customer on a channel, as if they had written. */
export async function newThread(
  { db }: Context,
  channelId: string,
  where: { ownerId?: string; queueId?: string; departmentId?: string } = {},
): Promise<{ threadId: string; customerId: string; externalId: string }> {
  const { ownerId, queueId, departmentId } = where;
  const externalId = `73000000${Date.now()}${Math.floor(Math.random() * 1e6)}`;
  const threadId = newId();
  const customerId = newId();
  await db.prisma.customer.create({
    data: {
      id: customerId,
      identities: { create: { id: newId(), externalId, channelId } },
    },
    select: { id: true },
  });
  await db.prisma.thread.create({
    data: {
      id: threadId,
      status: ownerId === undefined ? "waiting" : "open",
      routing: ownerId === undefined ? (queueId ? "queued" : "none") : "owned",
      ...(queueId ? { routedToType: "queue", routedToId: queueId } : {}),
      ...(ownerId ? { owner: { connect: { id: ownerId } } } : {}),
      ...(departmentId ? { dept: { connect: { id: departmentId } } } : {}),
      channel: { connect: { id: channelId } },
      customer: { connect: { id: customerId } },
      identity: {
        connect: { channelId_externalId: { channelId, externalId } },
      },
    },
    select: { id: true },
  });
  return { threadId, customerId, externalId };
}

/** A page that nobody asks Meta about. */
export async function newChannel({ db, vault }: Context): Promise<string> {
  const { id } = await db.prisma.channel.create({
    data: {
      id: newId(),
      kind: "messenger",
      name: "ConnectionState & Co",
      accountId: newDigits(),
      credentialsSealed: vault.seal("page-token"),
      source: {
        create: {
          id: newId(),
          kind: "messenger",
          externalId: newDigits(),
          secretSealed: vault.seal("app-secret"),
          webhookKey: randomToken(),
          verifyTokenSealed: vault.seal("verify"),
        },
      },
    },
    select: { id: true },
  });
  return id;
}

/** Like an id of Meta's. */
export function newDigits(): string {
  return `1${Math.random().toFixed(14).slice(2)}`;
}
