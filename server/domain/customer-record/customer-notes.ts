import type {
  CreateCustomerNote,
  CustomerNotesQuery,
  UpdateCustomerNote,
} from "#contract/customers/customer-requests.ts";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import type { NoteAudience } from "#contract/customers/note-audience.ts";
import type { NoteCategory } from "#contract/customers/note-category.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { supervisedBy } from "#server/domain/access/scope.ts";
import { noteVisibleTo } from "#server/domain/access/visible-note.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  lockCustomer,
  seeCustomer,
} from "#server/domain/customers/see-customer.ts";
import { requireNoteCategory } from "#server/domain/customers/note-categories.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import {
  mentionInNote,
  noteMentions,
} from "#server/domain/customer-record/note-mentions.ts";
import { newId } from "#server/runtime/crypto.ts";

/** More notes than that of one customer are not shown. */
const MAX_LISTED = 200;

type Row = {
  id: string;
  customerId: string;
  authorId: string | null;
  authorName: string;
  text: string;
  mentions: CustomerNote["mentions"];
  category: NoteCategory | null;
  audience: NoteAudience;
  department: { id: string; name: string } | null;
  pinnedAt: Date | null;
  editedAt: Date | null;
  createdAt: Date;
};

type NotePlace = { customerId: string; noteId: string };

/** The notes `n` with their category, department and mentions. */
const selectNotes = Prisma.sql`
  select n.id, n."customerId", n."authorId", n."authorName", n.text, n.audience, n."pinnedAt", n."editedAt", n."createdAt",
    case when nc.id is null then null
      else jsonb_build_object('id', nc.id, 'name', nc.name, 'color', nc.color) end as category,
    case when nd.id is null then null else jsonb_build_object('id', nd.id, 'name', nd.name) end as department,
    ${noteMentions} as mentions
  from customer_note n left join note_category nc on nc.id = n."categoryId"
    left join department nd on nd.id = n."departmentId"`;

/** Lists the notes about a customer that the actor may read: pinned ones first, then the newest. @throws AppError not_found */
export async function listCustomerNotes(
  context: Context,
  actor: Actor,
  customerId: string,
  { category }: CustomerNotesQuery = {},
): Promise<CustomerNote[]> {
  const { sql } = context.db;
  const id = await seeCustomer(sql, actor, customerId);
  const inCategory =
    category === undefined
      ? Prisma.empty
      : Prisma.sql`and n."categoryId" = ${category}::uuid`;
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    ${selectNotes} where n."customerId" = ${id}::uuid and ${noteVisibleTo(actor)} ${inCategory}
    order by n."pinnedAt" desc nulls last, n."createdAt" desc, n.id desc limit ${MAX_LISTED}::int`);
  return rows.map((row) => noteShape(row, actor));
}

/**
 * Lists all notes about a customer, whoever may read them: the export of a person's data must be complete. For
 * exports alone, which only admins make, and which the audit log records.
 */
export async function allCustomerNotes(
  sql: Pick<Sql, "$queryRaw">,
  customerId: string,
): Promise<Omit<CustomerNote, "mayEdit">[]> {
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    ${selectNotes} where n."customerId" = ${customerId}::uuid order by n."createdAt", n.id`);
  return rows.map(noteFacts);
}

/**
 * Writes a note about a customer and notifies the teammates whom it mentions.
 * @throws AppError not_found, forbidden, participant_only, invalid_input
 */
export function createCustomerNote(
  context: Context,
  actor: Actor,
  customerId: string,
  {
    text,
    pinned,
    categoryId,
    audience,
    departmentId,
    mentions,
  }: CreateCustomerNote,
): Promise<CustomerNote> {
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    const id = await lockCustomer(tx, actor, customerId);
    const noteId = newId();
    await requireNoteCategory(tx, categoryId);
    const department = await readersOf(tx, actor, { audience, departmentId });
    await tx.$executeRaw(Prisma.sql`
      insert into customer_note (id, "customerId", "authorId", "authorName", text, "categoryId", audience, "departmentId",
        "pinnedAt", "createdAt")
      values (${noteId}::uuid, ${id}::uuid, ${actor.agentId}::uuid, ${actor.name}, ${text},
        ${categoryId}::uuid, ${audience}, ${department}::uuid, ${pinned ? now : null}::timestamptz, ${now}::timestamptz)`);
    await mentionInNote(tx, actor, noteId, mentions, now);
    await told(tx, actor, "customer.note_added", id);
    return readNote(tx, actor, noteId);
  });
}

/**
 * Changes the text, the category, the mentions or who may read it, or pins the note. For its author and for
 * supervisors who can read it.
 * @throws AppError not_found, forbidden, invalid_input
 */
export function updateCustomerNote(
  context: Context,
  actor: Actor,
  { customerId, noteId }: NotePlace,
  patch: UpdateCustomerNote,
): Promise<CustomerNote> {
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    const old = await lockNote(tx, actor, { customerId, noteId });
    const text = patch.text ?? old.text;
    const categoryId =
      patch.categoryId === undefined
        ? (old.category?.id ?? null)
        : patch.categoryId;
    if (patch.categoryId !== undefined)
      await requireNoteCategory(tx, patch.categoryId);
    const { audience, departmentId } = await nextReaders(tx, actor, old, patch);
    const pinnedAt =
      patch.pinned === undefined
        ? old.pinnedAt
        : patch.pinned
          ? (old.pinnedAt ?? now)
          : null;
    await tx.$executeRaw(Prisma.sql`
      update customer_note set text = ${text}, "categoryId" = ${categoryId}::uuid, audience = ${audience},
        "departmentId" = ${departmentId}::uuid, "pinnedAt" = ${pinnedAt}::timestamptz,
        "editedAt" = ${text === old.text ? old.editedAt : now}::timestamptz
      where id = ${noteId}::uuid`);
    await mentionInNote(tx, actor, noteId, patch.mentions, now);
    await told(tx, actor, "customer.note_changed", old.customerId);
    return readNote(tx, actor, noteId);
  });
}

/** For the author and for supervisors who can read it. @throws AppError not_found, forbidden */
export async function deleteCustomerNote(
  context: Context,
  actor: Actor,
  { customerId, noteId }: NotePlace,
): Promise<void> {
  await inSqlTransaction(context.db, async (tx) => {
    const old = await lockNote(tx, actor, { customerId, noteId });
    await tx.$executeRaw(
      Prisma.sql`delete from customer_note where id = ${noteId}::uuid`,
    );
    await told(tx, actor, "customer.note_deleted", old.customerId);
  });
}

type Readers = { audience: NoteAudience; departmentId: string | null };

/** The readers of a changed note. Unchanged readers are not checked again: the author may have left the department. */
async function nextReaders(
  tx: Sql,
  actor: Actor,
  old: Row,
  patch: UpdateCustomerNote,
): Promise<Readers> {
  const before: Readers = {
    audience: old.audience,
    departmentId: old.department?.id ?? null,
  };
  const audience = patch.audience ?? before.audience;
  const departmentId =
    patch.departmentId === undefined
      ? audience === "department"
        ? before.departmentId
        : null
      : patch.departmentId;
  if (audience === before.audience && departmentId === before.departmentId)
    return before;
  // Else a supervisor could take a teammate's note away from everyone.
  if (audience === "author" && old.authorId !== actor.agentId)
    throw new AppError("forbidden", { needs: "author" });
  return {
    audience,
    departmentId: await readersOf(tx, actor, { audience, departmentId }),
  };
}

/**
 * Checks the department of a note and locks it against deletion until the commit.
 * @returns the department to store
 * @throws AppError invalid_input: none is given where one is needed, one is given where none is, or it is neither the
 * actor's own nor supervised by them
 */
async function readersOf(
  tx: Sql,
  actor: Actor,
  { audience, departmentId }: Readers,
): Promise<string | null> {
  if (audience !== "department") {
    if (departmentId === null) return null;
    throw invalidField("departmentId", "department_unused");
  }
  if (departmentId === null)
    throw invalidField("departmentId", "department_needed");
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select p.id from department p where p.id = ${departmentId}::uuid and (${supervisedBy(actor, Prisma.sql`p.id`)}
      or exists (select 1 from department_member d where d."departmentId" = p.id and d."agentId" = ${actor.agentId}::uuid))
    for key share of p`);
  if (rows.length === 0) throw invalidField("departmentId", "department_gone");
  return departmentId;
}

async function lockNote(
  tx: Sql,
  actor: Actor,
  { customerId, noteId }: NotePlace,
): Promise<Row> {
  const id = await lockCustomer(tx, actor, customerId);
  const [row] = await tx.$queryRaw<Row[]>(Prisma.sql`
    ${selectNotes} where n.id = ${noteId}::uuid and n."customerId" = ${id}::uuid and ${noteVisibleTo(actor)}
    for update of n`);
  if (!row) throw new AppError("not_found", { noteId });
  if (!mayChange(row, actor))
    throw new AppError("forbidden", { needs: "supervisor" });
  return row;
}

async function readNote(
  tx: Sql,
  actor: Actor,
  noteId: string,
): Promise<CustomerNote> {
  const [row] = await tx.$queryRaw<Row[]>(
    Prisma.sql`${selectNotes} where n.id = ${noteId}::uuid`,
  );
  if (!row) throw new AppError("not_found", { noteId });
  return noteShape(row, actor);
}

async function told(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  customerId: string,
): Promise<void> {
  await writeAudit(tx, actor, action, { type: "customer", id: customerId });
  await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
}

function mayChange({ authorId }: Row, actor: Actor): boolean {
  return authorId === actor.agentId || hasRole(actor, "supervisor");
}

function noteShape(row: Row, actor: Actor): CustomerNote {
  return {
    ...noteFacts(row),
    mayEdit: actor.role !== "reviewer" && mayChange(row, actor),
  };
}

function noteFacts(row: Row): Omit<CustomerNote, "mayEdit"> {
  return {
    id: row.id,
    customerId: row.customerId,
    author: { id: row.authorId, name: row.authorName },
    text: row.text,
    mentions: row.mentions,
    category: row.category,
    audience: row.audience,
    department: row.department,
    pinned: row.pinnedAt !== null,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
  };
}
