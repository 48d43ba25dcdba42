import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { emailKey, phoneKey } from "#server/domain/customers/contact-keys.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";
import type { HeldCustomer } from "./held-customer.ts";
import type { ImportJob } from "./row-kind.ts";

/** A customer as they are now to be. */
export type WrittenCustomer = {
  customer: HeldCustomer;
  isNew: boolean;
  /** The stage before. */
  hadStageId: string | null;
};

/** Writes new and changed customers, whose rows are locked, in three statements, and tells the screens that show them. */
export async function writeCustomers(
  tx: Sql,
  { actor, now }: Pick<ImportJob, "actor" | "now">,
  { written, country }: { written: WrittenCustomer[]; country: string },
): Promise<void> {
  if (written.length === 0) return;
  const rows = written.map(({ customer }) => ({
    ...customer,
    emailKey: emailKey(textOf(customer.fields["email"])),
    phoneKey: phoneKey(textOf(customer.fields["phone"]), country),
  }));
  await tx.$executeRaw(Prisma.sql`
    insert into customer as c (id, name, "nameEdited", locale, "localeEdited", "stageId", fields, "emailKey", "phoneKey",
      "createdAt")
    select x.id, x.name, x."nameEdited", x.locale, x."localeEdited", x."stageId", x.fields, x."emailKey", x."phoneKey",
      ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, name text, "nameEdited" boolean, locale text,
      "localeEdited" boolean, "stageId" uuid, fields jsonb, "emailKey" text, "phoneKey" text)
    on conflict (id) do update set name = excluded.name, "nameEdited" = excluded."nameEdited",
      locale = excluded.locale, "localeEdited" = excluded."localeEdited", "stageId" = excluded."stageId",
      fields = excluded.fields, "emailKey" = excluded."emailKey", "phoneKey" = excluded."phoneKey",
      version = c.version + 1`);
  await writeStageChanges(tx, { actor, now }, written);
  const known = written.filter(({ isNew }) => !isNew);
  for (const { customer } of known) await touchThreadsOf(tx, customer.id);
  // No screen shows a new customer yet; one event lets the lists fetch again.
  const told = known.length > 0 ? known : written.slice(0, 1);
  await announce(
    tx,
    told.map(({ customer }) => ({
      kind: "customer.changed",
      payload: { customerId: customer.id },
    })),
  );
}

async function writeStageChanges(
  tx: Sql,
  { actor, now }: Pick<ImportJob, "actor" | "now">,
  written: WrittenCustomer[],
): Promise<void> {
  const changes = written
    .filter(({ customer, hadStageId }) => customer.stageId !== hadStageId)
    .map(({ customer, hadStageId }) => ({
      id: newId(),
      customerId: customer.id,
      fromId: hadStageId,
      toId: customer.stageId,
    }));
  if (changes.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    insert into customer_stage_change (id, "customerId", "fromName", "toName", "actorId", "actorName", at)
    select x.id, x."customerId", f.name, t.name, ${actor.agentId}::uuid, ${actor.name}, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as x(id uuid, "customerId" uuid, "fromId" uuid, "toId" uuid)
    left join customer_stage f on f.id = x."fromId" left join customer_stage t on t.id = x."toId"`);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
