import { isDeepStrictEqual } from "node:util";
import { BUILT_IN_VIEWS } from "#contract/threads/built-in-views.ts";
import {
  MAX_OWN_VIEWS,
  type CreateView,
  type SavedView,
  type UpdateView,
  type ViewFilter,
  type ViewShared,
  viewFilterSchema,
} from "#contract/threads/view.ts";
import { maySortByUnread } from "#contract/threads/unread-first.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  requireRoom,
  requireShare,
} from "#server/domain/access/saved-filters.ts";
import {
  queueShareableBy,
  viewEditableBy,
  viewVisibleTo,
} from "#server/domain/access/saved-views.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

/** Words for `maySortByUnread`. */
export const UNREAD_NEEDS =
  "Unread first needs a filter by owner, participant, mention, or a status other than closed.";

type Reader = Pick<Sql, "$queryRaw">;
type Row = {
  id: string;
  name: string;
  filter: unknown;
  queueId: string | null;
  everybody: boolean;
  ownerId: string;
  ownerName: string;
  mayEdit: boolean;
};

/** Lists the saved views that the actor has: their own first, then by name. */
export function listViews(reader: Reader, actor: Actor): Promise<SavedView[]> {
  return select(reader, actor, Prisma.sql`true`);
}

/** The filter of a view: by the key of a built-in one, or by a saved one's id. @throws AppError not_found */
export async function readFilter(
  reader: Reader,
  actor: Actor,
  view: string,
): Promise<ViewFilter> {
  const builtIn = new Map<string, ViewFilter>(Object.entries(BUILT_IN_VIEWS));
  return builtIn.get(view) ?? (await readView(reader, actor, view)).filter;
}

/**
 * Saves a view. Sharing it with a queue requires its manager or supervisor;
 * sharing it with everybody requires a supervisor.
 * @throws AppError forbidden, not_found (the queue), invalid_input (`name`: too many views)
 */
export function createView(
  context: Context,
  actor: Actor,
  { name, filter, shared }: CreateView,
): Promise<SavedView> {
  requireOrder(filter);
  return inSqlTransaction(context.db, async (tx) => {
    await requireShare(tx, actor, shared, shareableRow(actor));
    await requireRoom(tx, actor, ROOM);
    const id = newId();
    const place = placeOf(shared);
    await tx.$executeRaw(Prisma.sql`
      insert into saved_view (id, "ownerId", name, filter, "queueId", everybody)
      values (${id}::uuid, ${actor.agentId}::uuid, ${name}, ${JSON.stringify(filter)}::jsonb,
        ${place.queueId}::uuid, ${place.everybody})`);
    await tellScreens(tx);
    return readView(tx, actor, id);
  });
}

/**
 * Changes a view: its author, and for a shared one the agents who may share it so.
 * @throws AppError forbidden, not_found
 */
export function updateView(
  context: Context,
  actor: Actor,
  id: string,
  { name, filter, shared }: UpdateView,
): Promise<SavedView> {
  if (filter) requireOrder(filter);
  return inSqlTransaction(context.db, async (tx) => {
    const held = await lockEditable(tx, actor, id);
    if (shared !== undefined && !isDeepStrictEqual(shared, held.shared))
      await requireShare(tx, actor, shared, shareableRow(actor));
    const place = placeOf(shared === undefined ? held.shared : shared);
    await tx.$executeRaw(Prisma.sql`
      update saved_view set name = ${name ?? held.name}, filter = ${JSON.stringify(filter ?? held.filter)}::jsonb,
        "queueId" = ${place.queueId}::uuid, everybody = ${place.everybody}
      where id = ${id}::uuid`);
    await tellScreens(tx);
    const [view] = await select(tx, actor, Prisma.sql`v.id = ${id}::uuid`);
    // An agent can withdraw another agent's view from their own sight.
    return (
      view ?? {
        ...held,
        name: name ?? held.name,
        filter: filter ?? held.filter,
        shared: null,
      }
    );
  });
}

function requireOrder(filter: ViewFilter): void {
  if (filter.sort === "unread" && !maySortByUnread(filter))
    throw invalidInput("filter.sort", UNREAD_NEEDS);
}

/** @throws AppError forbidden, not_found */
export async function deleteView(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  await inSqlTransaction(context.db, async (tx) => {
    await lockEditable(tx, actor, id);
    await tx.$executeRaw(
      Prisma.sql`delete from saved_view where id = ${id}::uuid`,
    );
    await tellScreens(tx);
  });
}

async function readView(
  reader: Reader,
  actor: Actor,
  id: string,
): Promise<SavedView> {
  const [view] = await select(reader, actor, Prisma.sql`v.id = ${id}::uuid`);
  if (!view) throw new AppError("not_found", { viewId: id });
  return view;
}

async function lockEditable(
  tx: Sql,
  actor: Actor,
  id: string,
): Promise<SavedView> {
  await tx.$queryRaw(
    Prisma.sql`select id from saved_view where id = ${id}::uuid for update`,
  );
  const view = await readView(tx, actor, id);
  if (!view.mayEdit) throw new AppError("forbidden", { needs: "supervisor" });
  return view;
}

async function select(
  reader: Reader,
  actor: Actor,
  condition: Prisma.Sql,
): Promise<SavedView[]> {
  const rows = await reader.$queryRaw<Row[]>(Prisma.sql`
    select v.id, v.name, v.filter, v."queueId", v.everybody, v."ownerId", a.name as "ownerName",
      ${viewEditableBy(actor)} as "mayEdit"
    from saved_view v join agent a on a.id = v."ownerId"
    where ${viewVisibleTo(actor)} and ${condition}
    order by v."ownerId" <> ${actor.agentId}::uuid, lower(v.name), v.id`);
  return rows.map(toView);
}

function toView(row: Row): SavedView {
  return {
    id: row.id,
    name: row.name,
    // A filter of an older version may have a value that is no longer known: it then shows everything.
    filter: viewFilterSchema.safeParse(row.filter).data ?? {},
    shared:
      row.queueId !== null
        ? { queueId: row.queueId }
        : row.everybody
          ? "everybody"
          : null,
    owner: { id: row.ownerId, name: row.ownerName },
    mayEdit: row.mayEdit,
  };
}

const ROOM = {
  table: Prisma.sql`saved_view`,
  limit: MAX_OWN_VIEWS,
  code: "too_many_views",
} as const;

const shareableRow =
  (actor: Actor) =>
  ({ queueId }: { queueId: string }) =>
    Prisma.sql`select ${queueShareableBy(actor)} as may from queue q where q.id = ${queueId}::uuid`;

const placeOf = (shared: ViewShared) => ({
  queueId: shared !== null && shared !== "everybody" ? shared.queueId : null,
  everybody: shared === "everybody",
});

function tellScreens(tx: Sql): Promise<void> {
  return announce(tx, [
    { kind: "settings.updated", payload: { what: "views" } },
  ]);
}
