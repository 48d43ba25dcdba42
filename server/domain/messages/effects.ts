import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { isId, newId } from "#server/runtime/crypto.ts";

/** A change to an earlier message. `externalId` is the vendor's id of that message. */
export type Effect = {
  channelId: string;
  externalId: string;
  threadId: string;
  at: Date;
  change:
    /** `emoji` null: removed. */
    | { type: "reaction"; emoji: string | null }
    | { type: "edit"; text: string; editNumber: number | null }
    | { type: "unsend" }
    /** Reported with the message's id alone, without a watermark. */
    | { type: "delivered" }
    | { type: "read" };
};

/**
 * Applies effects, in any order and any number of times: of two reactions or
 * edits the newer stays, an unsend is final. An effect whose message has not
 * arrived waits for it as an early event. The caller has locked the threads.
 * @returns storage keys of files to remove after the commit
 */
export async function applyEffects(
  tx: Sql,
  effects: Effect[],
): Promise<string[]> {
  if (effects.length === 0) return [];
  const found = await findMessages(tx, effects);
  const orphanedKeys: string[] = [];
  const changed = new Map<string, string>();
  const early: Effect[] = [];
  for (const effect of effects) {
    const messageId = found.get(nameOf(effect));
    if (messageId === undefined) {
      early.push(effect);
      continue;
    }
    for (const id of await applyOne(tx, messageId, effect, orphanedKeys))
      changed.set(id, effect.threadId);
  }
  await keepEarly(tx, early);
  await announce(
    tx,
    [...changed].map(([messageId, threadId]) => ({
      kind: "message.updated",
      threadId,
      messageId,
    })),
  );
  return orphanedKeys;
}

/** A message as the vendor names it. */
export type Named = Pick<Effect, "channelId" | "externalId">;

export type EarlyEffect = Omit<Effect, "threadId">;

/** Removes and returns the effects that arrived before these messages, to be applied now. */
export async function takeEarlyEffects(
  tx: Sql,
  named: Named[],
): Promise<EarlyEffect[]> {
  if (named.length === 0) return [];
  const rows = await tx.$queryRaw<
    (Named & { event: { at: string; change: Effect["change"] } })[]
  >(Prisma.sql`
    delete from early_event e
    using jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as x("channelId" uuid, "externalId" text)
    where e."channelId" = x."channelId" and e."externalId" = x."externalId"
    returning e."channelId", e."externalId", e.event`);
  return rows.map(({ channelId, externalId, event }) => ({
    channelId,
    externalId,
    at: new Date(event.at),
    change: event.change,
  }));
}

/**
 * The ids of the messages that exist, by `nameOf`. A name is the vendor's id,
 * or our own of a message that the vendor has accepted.
 */
export async function findMessages(
  tx: Sql,
  named: Named[],
): Promise<Map<string, string>> {
  const channelIds = [...new Set(named.map(({ channelId }) => channelId))];
  const externalIds = named.map(({ externalId }) => externalId);
  // It may find more than were named; the names decide.
  const rows = await tx.$queryRaw<
    { id: string; channelId: string; externalId: string }[]
  >(Prisma.sql`
    select m.id, m."channelId", m."externalId" from message m
    where m."channelId" = any(${channelIds}::uuid[]) and m."externalId" = any(${externalIds}::text[])`);
  const ownIds = externalIds.filter(isId);
  const own =
    ownIds.length === 0
      ? []
      : await tx.$queryRaw<{ id: string; channelId: string }[]>(Prisma.sql`
    select m.id, m."channelId" from message m
    where m.id = any(${ownIds}::uuid[]) and m."channelId" = any(${channelIds}::uuid[])
      and m.direction = 'out' and m."externalId" is not null`);
  return new Map([
    ...own.map(
      (row) => [nameOf({ ...row, externalId: row.id }), row.id] as const,
    ),
    ...rows.map((row) => [nameOf(row), row.id] as const),
  ]);
}

/** @returns the ids of the messages that changed */
async function applyOne(
  tx: Sql,
  messageId: string,
  { change, at }: Effect,
  orphanedKeys: string[],
): Promise<string[]> {
  const one = (isChanged: boolean) => (isChanged ? [messageId] : []);
  switch (change.type) {
    case "reaction": {
      const { emoji } = change;
      return one(await react(tx, { messageId, by: "customer", emoji, at }));
    }
    case "edit":
      return one(await edit(tx, messageId, change, at));
    case "unsend":
      return one(await unsend(tx, messageId, at, orphanedKeys));
    case "delivered":
      return one(await arrive(tx, messageId));
    case "read":
      return readUpTo(tx, messageId);
  }
}

export type NewReaction = {
  messageId: string;
  by: "customer" | "page";
  agentId?: string;
  /** Null: removed. */
  emoji: string | null;
  at: Date;
};

/** Puts a reaction in place of the same side's older one. False if a newer one exists. */
export async function react(
  tx: Sql,
  { messageId, by, agentId, emoji, at }: NewReaction,
): Promise<boolean> {
  const changed = await tx.$executeRaw(Prisma.sql`
    with put as (
      insert into reaction ("messageId", by, emoji, "agentId", at)
      values (${messageId}::uuid, ${by}, ${emoji ?? ""}, ${agentId ?? null}::uuid, ${at}::timestamptz)
      on conflict ("messageId", by) do update
        set emoji = excluded.emoji, "agentId" = excluded."agentId", at = excluded.at
        where (reaction.at, reaction.emoji) < (excluded.at, excluded.emoji)
      returning "messageId")
    update message m set version = m.version + 1 from put where m.id = put."messageId"`);
  return changed > 0;
}

async function edit(
  tx: Sql,
  messageId: string,
  { text, editNumber }: { text: string; editNumber: number | null },
  at: Date,
): Promise<boolean> {
  const changed = await tx.$executeRaw(Prisma.sql`
    update message set text = ${text}, "editedAt" = ${at}::timestamptz,
      "editNumber" = coalesce(${editNumber}::int, 0), version = version + 1
    where id = ${messageId}::uuid and "deletedAt" is null and ("editedAt" is null
      or ("editedAt", "editNumber", coalesce(text, '')) < (${at}::timestamptz, coalesce(${editNumber}::int, 0), ${text}))`);
  return changed > 0;
}

async function unsend(
  tx: Sql,
  messageId: string,
  at: Date,
  orphanedKeys: string[],
): Promise<boolean> {
  const changed = await tx.$executeRaw(Prisma.sql`
    update message set text = null, event = null, "deletedAt" = ${at}::timestamptz,
      "editedAt" = null, "editNumber" = 0, version = version + 1
    where id = ${messageId}::uuid and ("deletedAt" is null or "deletedAt" > ${at}::timestamptz)`);
  if (changed === 0) return false;
  const files = await tx.$queryRaw<{ storageKey: string | null }[]>(Prisma.sql`
    delete from attachment where "messageId" = ${messageId}::uuid returning "storageKey"`);
  for (const { storageKey } of files) {
    if (storageKey !== null) orphanedKeys.push(storageKey);
  }
  return true;
}

async function arrive(tx: Sql, messageId: string): Promise<boolean> {
  const changed = await tx.$executeRaw(Prisma.sql`
    update message set status = 'delivered', version = version + 1
    where id = ${messageId}::uuid and direction = 'out' and status = 'sent'`);
  return changed > 0;
}

/** Marks a message and those before it as read. @returns the messages that changed */
async function readUpTo(tx: Sql, messageId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update message m set status = 'read', version = m.version + 1
    from message r
    where r.id = ${messageId}::uuid and m."threadId" = r."threadId" and m.direction = 'out'
      and m.kind = 'message' and m.status in ('sent', 'delivered')
      and coalesce(m."platformAt", m."sentAt") <= coalesce(r."platformAt", r."sentAt")
    returning m.id`);
  return rows.map(({ id }) => id);
}

async function keepEarly(tx: Sql, effects: Effect[]): Promise<void> {
  if (effects.length === 0) return;
  const rows = effects.map(({ at, change, ...named }) => ({
    id: newId(),
    ...named,
    event: { at, change },
  }));
  await tx.$executeRaw(Prisma.sql`
    insert into early_event (id, "channelId", "externalId", "threadId", event)
    select x.id, x."channelId", x."externalId", x."threadId", x.event
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(id uuid, "channelId" uuid, "externalId" text, "threadId" uuid, event jsonb)`);
}

export function nameOf({ channelId, externalId }: Named): string {
  return `${channelId} ${externalId}`;
}
