import type {
  NoteReader,
  NoteReadersQuery,
} from "#contract/customers/customer-note.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { seesCustomer } from "#server/domain/access/visible-customer.ts";
import { readsNote } from "#server/domain/access/visible-note.ts";
import { invalidField, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { seeCustomer } from "#server/domain/customers/see-customer.ts";
import { notify } from "#server/domain/notifications/notify.ts";

/** SQL: the teammates whom a note `n` names. */
export const noteMentions = Prisma.sql`coalesce((select jsonb_agg(jsonb_build_object('id', ma.id, 'name', ma.name) order by ma.name)
  from customer_note_mention mn join agent ma on ma.id = mn."agentId" where mn."noteId" = n.id), '[]')`;

/** More teammates than that are not offered. */
const MAX_READERS = 1_000;

/**
 * Lists the teammates who could read a note of the actor with these readers: those whom it can mention. The actor is
 * left out.
 * @throws AppError not_found
 */
export async function listNoteReaders(
  { db: { sql } }: Context,
  actor: Actor,
  customerId: string,
  { audience, departmentId }: NoteReadersQuery,
): Promise<NoteReader[]> {
  const id = await seeCustomer(sql, actor, customerId);
  return sql.$queryRaw<NoteReader[]>(Prisma.sql`
    select a.id, a.name from agent a, (select ${actor.agentId}::uuid as "authorId", ${audience} as audience,
      ${departmentId ?? null}::uuid as "departmentId") n
    where a.id <> ${actor.agentId}::uuid and ${readsNote(Prisma.sql`n`)} and ${seesCustomer(Prisma.sql`${id}::uuid`)}
    order by a.name, a.id limit ${MAX_READERS}::int`);
}

/**
 * Replaces the teammates whom a note names, and notifies the new ones. The author of the change is left out. Each new
 * one must be able to read the note as it is stored now; the earlier ones are not checked again: a notification
 * is shown only while its agent may read the note.
 * @param mentions undefined: unchanged
 * @throws AppError invalid_input (`mentions`): no active teammate; code mention_not_reader
 */
export async function mentionInNote(
  tx: Sql,
  actor: Actor,
  noteId: string,
  mentions: readonly string[] | undefined,
  now: Date,
): Promise<void> {
  if (mentions === undefined) return;
  const wanted = [...new Set(mentions)].filter((id) => id !== actor.agentId);
  const old = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select "agentId" from customer_note_mention where "noteId" = ${noteId}::uuid`);
  const known = new Set(old.map(({ agentId }) => agentId));
  await tx.$executeRaw(Prisma.sql`
    delete from customer_note_mention where "noteId" = ${noteId}::uuid and "agentId" <> all(${wanted}::uuid[])`);
  const fresh = wanted.filter((id) => !known.has(id));
  if (fresh.length === 0) return;
  await requireReaders(tx, noteId, fresh);
  await tx.$executeRaw(Prisma.sql`
    insert into customer_note_mention ("noteId", "agentId") select ${noteId}::uuid, x.id from unnest(${fresh}::uuid[]) as x(id)`);
  await notify(
    tx,
    fresh.map((agentId) => ({
      kind: "mention",
      event: "customer_mention",
      agentId,
      customerNoteId: noteId,
      detail: { by: { id: actor.agentId, name: actor.name } },
    })),
    now,
  );
}

async function requireReaders(
  tx: Sql,
  noteId: string,
  agentIds: readonly string[],
): Promise<void> {
  const people = await tx.$queryRaw<{ reads: boolean }[]>(Prisma.sql`
    select ${seesCustomer(Prisma.sql`cn."customerId"`)} and ${readsNote(Prisma.sql`cn`)} as reads
    from agent a, customer_note cn
    where cn.id = ${noteId}::uuid and a.id = any(${agentIds}::uuid[]) and a."disabledAt" is null and a.role <> 'reviewer'`);
  if (people.length < agentIds.length)
    throw invalidInput("mentions", "There is no such agent.");
  if (!people.every(({ reads }) => reads))
    throw invalidField("mentions", "mention_not_reader");
}
