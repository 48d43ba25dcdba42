import type { Cursor } from "#contract/base/cursor.ts";
import {
  FILE_KINDS,
  type CustomerFile,
  type CustomerFilesQuery,
} from "#contract/threads/customer-file.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import type { Context } from "#server/domain/context.ts";
import { seeCustomer } from "#server/domain/customers/see-customer.ts";
import {
  toAttachment,
  type AttachmentRow,
} from "#server/domain/messages/message-rows.ts";
import type { Page } from "#server/domain/page.ts";
import { readCursor, toTimedPage } from "#server/domain/thread/cursor.ts";

type Query = CustomerFilesQuery & { customerId: string };

type Row = Cursor &
  Omit<AttachmentRow, "sourceUrl"> &
  Pick<CustomerFile, "messageId" | "threadId" | "direction">;

/**
 * Lists the files of a customer over all threads that the actor may see,
 * newest first. Only files that can be opened: none that is being fetched,
 * waits for the virus scanner, was refused, or whose message was unsent.
 * @throws AppError not_found: missing and forbidden look alike
 */
export async function listCustomerFiles(
  context: Context,
  actor: Actor,
  { customerId, ...query }: Query,
): Promise<Page<CustomerFile>> {
  const { sql } = context.db;
  const id = await seeCustomer(sql, actor, customerId);
  const rows = await sql.$queryRaw<Row[]>(
    newestFiles(actor, { ...query, customerId: id }),
  );
  return toTimedPage(rows, query.limit, toCustomerFile);
}

/**
 * SQL: the newest files before the cursor, one more than the page has. Of each
 * thread and kind the index attachment_of_thread gives as many as could be
 * among them, so that a long history costs no more than a short one.
 */
export function newestFiles(
  actor: Actor,
  { customerId, kind, cursor, limit }: Query,
): Prisma.Sql {
  const kinds = kind ? [kind] : [...FILE_KINDS];
  const before = readCursor(cursor);
  const older = before
    ? Prisma.sql`and (f."writtenAt", f.id) < (${before.at}::timestamptz, ${before.id}::uuid)`
    : Prisma.empty;
  const wanted = Prisma.sql`limit ${limit + 1}::int`;
  return Prisma.sql`
    select x.* from thread t
    cross join unnest(${kinds}::text[]) as k(kind)
    cross join lateral (
      select f.id, f."writtenAt" as at, f."messageId", m."threadId", m.direction, f.type, f.name, f."mimeType",
        f.size, f.width, f.height, f.state, null as scan, f.meta
      from attachment f join message m on m.id = f."messageId"
      where f."threadId" = t.id and f.type = k.kind and f.state = 'stored' and m."deletedAt" is null ${older}
      order by f."writtenAt" desc, f.id desc ${wanted}) x
    where t."customerId" = ${customerId}::uuid and ${visibleTo(actor)}
    order by x.at desc, x.id desc ${wanted}`;
}

function toCustomerFile(row: Row): CustomerFile {
  const { messageId, threadId, direction, at } = row;
  return {
    attachment: toAttachment(row),
    messageId,
    threadId,
    direction,
    at: at.toISOString(),
  };
}
