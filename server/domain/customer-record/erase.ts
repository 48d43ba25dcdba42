import type {
  Certificate,
  CustomerErasure,
} from "#contract/customers/customer-job.ts";
import type { DraftKind } from "#contract/threads/draft.ts";
import type { LeadContact } from "#contract/leads/lead.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { requireNoHold } from "#server/domain/access/legal-hold.ts";
import type { Context } from "#server/domain/context.ts";
import { leaveLine } from "#server/domain/leads/offering/lead-line.ts";
import { shutThread } from "#server/domain/conversations/close.ts";
import {
  changeCustomer,
  survivorOf,
} from "#server/domain/customers/see-customer.ts";
import {
  leadId,
  personId,
  recordErasedIds,
} from "#server/domain/customers/erased-ids.ts";
import { eraseRequests } from "#server/domain/data-requests/erase-requests.ts";
import { applyChange } from "#server/domain/messages/change-thread.ts";
import { deleteScheduled } from "#server/domain/conversations/ownership/leave-scheduled.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { lockThreadById } from "#server/domain/thread/thread-state.ts";
import { recordCustomerJob } from "./customer-jobs.ts";
import { cutDeliveries } from "./cut-deliveries.ts";
import { eraseImportRows } from "./erase-imports.ts";
import { eraseSearches, readContactTest } from "./erase-searches.ts";
import { noteErased } from "./erased-list.ts";

/** So many messages are told to open screens; older ones are gone when they are fetched again. */
const MAX_TOLD = 500;

const KEPT = [
  "When conversations and messages took place, and which agents handled them",
  "Which form, page and ad a lead came from, and its status",
  "Who changed what in the audit log, without the person’s data",
];

type Erased = Certificate["erased"];

/**
 * Erases a customer's personal data for good: details, identities, the content
 * of messages and notes, files, leads, and what deliveries say of them. Rows
 * that figures count stay without a name. The same person is a new customer
 * when they write again. All in one transaction; the bytes of files go after
 * its commit, and the sweep finds what a crash leaves.
 * @throws AppError forbidden, not_found, held: nothing is erased while a part is under a legal hold
 */
export async function eraseCustomer(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<CustomerErasure> {
  requireAction(actor, "customers.privacy");
  const { sql } = context.db;
  await changeCustomer(sql, actor, await survivorOf(sql, customerId));
  return eraseUnchecked(context, actor, customerId);
}

export type Erasing = {
  /** False: only the customer of exactly this id, also if it was merged into another one. */
  follow?: boolean;
  /** They were erased before, and a backup has brought them back. */
  isAgain?: boolean;
};

/** The same without a check of rights: a restore repeats it. */
export async function eraseUnchecked(
  context: Context,
  doer: AuditActor,
  givenId: string,
  { follow = true, isAgain = false }: Erasing = {},
): Promise<CustomerErasure> {
  const now = context.clock.now();
  const { ids, job, keys, ledger } = await inSqlTransaction(
    context.db,
    async (tx) => {
      const { customerId, ids } = follow
        ? await lockWhole(tx, givenId)
        : { customerId: givenId, ids: await lockWithMerged(tx, givenId) };
      if (!isAgain) await requireNoHold(tx, doer, ids);
      await shutThreads(tx, ids, now);
      const { externalIds, ledgerIds } = await personsIds(tx, ids);
      const contactIds = await eraseImportRows(tx, ids);
      const ledger = await recordErasedIds(tx, context.vault, {
        ids: [...ledgerIds, ...contactIds],
        at: now,
        isAgain,
      });
      await eraseSearches(tx, ids);
      await eraseRequests(tx, {
        ids,
        customerId,
        now,
        isTheirs: await readContactTest(tx, ids),
      });
      const leads = await eraseLeads(tx, ids, now);
      const messages = await eraseMessages(tx, ids, now);
      const erased: Erased = {
        ...messages.counts,
        leads,
        notes: await tx.$executeRaw(
          Prisma.sql`delete from customer_note where "customerId" = any(${ids}::uuid[])`,
        ),
        deliveries: await cutDeliveries(tx, externalIds),
        identities: await eraseIdentities(tx, ids),
      };
      const pictures = await eraseDetails(tx, ids, now);
      // Afterwards: the database lets entries go only with an erased person.
      erased.consents = await tx.$executeRaw(
        Prisma.sql`delete from consent_entry where "customerId" = any(${ids}::uuid[])`,
      );
      const certificate = {
        customerId,
        erasedAt: now.toISOString(),
        erased,
        kept: KEPT,
      };
      const target = { type: "customer", id: customerId };
      await writeAudit(tx, doer, "customer.erased", target, erased);
      await announce(tx, [
        { kind: "customer.changed", payload: { customerId } },
      ]);
      return {
        ids,
        ledger,
        keys: [...messages.keys, ...pictures],
        job: await recordCustomerJob(tx, "customer_erasure", customerId, {
          now,
          result: () => ({ certificate }),
        }),
      };
    },
  );
  await noteErased(context, ids, ledger).catch((error: unknown) => {
    context.log.error(
      { err: error, customerId: givenId },
      "erased, but not on the list",
    );
  });
  for (const key of keys) await context.files.remove(key);
  return job;
}

/**
 * Locks the customer that an id stands for, with all that were merged into
 * them. A merge that ends while this waits for a row adds its customers.
 */
async function lockWhole(
  tx: Sql,
  givenId: string,
): Promise<{ customerId: string; ids: string[] }> {
  let locked: string[] = [];
  for (;;) {
    const customerId = await survivorOf(tx, givenId);
    const ids = await lockWithMerged(tx, customerId);
    if (ids.join() === locked.join()) return { customerId, ids };
    locked = ids;
  }
}

/** The customer and those that were merged into them; locked in the order of ids. */
async function lockWithMerged(tx: Sql, customerId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    with recursive merged as (
      select id from customer where id = ${customerId}::uuid
      union select c.id from merged join customer c on c."mergedIntoId" = merged.id)
    select c.id from customer c where c.id in (select id from merged) order by c.id for update`);
  return rows.map(({ id }) => id);
}

async function shutThreads(tx: Sql, ids: string[], now: Date): Promise<void> {
  const threads = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from thread where "customerId" = any(${ids}::uuid[]) order by id`,
  );
  const session = { closedById: null, outcome: null, noteId: null };
  for (const { id } of threads) {
    const state = await lockThreadById(tx, id);
    if (state === null) continue;
    await applyChange(
      tx,
      state,
      async () => {
        if (state.status !== "closed")
          await shutThread(tx, state, session, now);
        state.pinnedNoteId = null;
        return [];
      },
      now,
    );
  }
  const of = Prisma.sql`"threadId" = any(${threads.map(({ id }) => id)}::uuid[])`;
  await tx.$executeRaw(Prisma.sql`delete from send_job where ${of}`);
  // Such as the new text of a message that has not arrived.
  await tx.$executeRaw(Prisma.sql`delete from early_event where ${of}`);
  // A link's ref can name a person.
  await tx.$executeRaw(Prisma.sql`delete from thread_touch where ${of}`);
  await tx.$executeRaw(
    Prisma.sql`update routing_trace set detail = '{}' where ${of}`,
  );
  await tx.$executeRaw(Prisma.sql`update offer set note = null where ${of}`);
  // One of a hand-over names the thread and its customer in its detail only.
  const told = Prisma.sql`(${of} or detail->>'threadId' = any(${threads.map(({ id }) => id)}::text[]))`;
  await tx.$executeRaw(Prisma.sql`delete from alert where ${told}`);
  await tx.$executeRaw(Prisma.sql`delete from notification where ${told}`);
  await eraseDrafts(tx, of);
  await deleteScheduled(tx, of);
  // A key can name a person. A message that waits for this row finds the thread no more, and opens one of a new
  // customer.
  await tx.$executeRaw(
    Prisma.sql`update thread set key = 'erased:' || id where id = any(${threads.map(({ id }) => id)}::uuid[])`,
  );
}

/** Replies and notes that agents had begun; their devices drop them. */
async function eraseDrafts(tx: Sql, of: Prisma.Sql): Promise<void> {
  const drafts = await tx.$queryRaw<
    { threadId: string; agentId: string; kind: DraftKind }[]
  >(
    Prisma.sql`delete from draft where ${of} returning "threadId", "agentId", kind`,
  );
  await announce(
    tx,
    drafts.map(({ threadId, agentId, kind }) => ({
      kind: "draft.updated",
      threadId,
      payload: { agentId, draft: kind },
    })),
  );
}

/** The vendors’ ids of the person and of their leads. */
async function personsIds(
  tx: Sql,
  ids: string[],
): Promise<{ externalIds: string[]; ledgerIds: string[] }> {
  const rows = await tx.$queryRaw<
    { externalId: string; kind: string | null; accountId: string | null }[]
  >(Prisma.sql`
    select i."externalId", ch.kind, ch."accountId" from identity i join channel ch on ch.id = i."channelId"
      where i."customerId" = any(${ids}::uuid[])
    union select "leadgenId", null, null from lead where "customerId" = any(${ids}::uuid[])`);
  return {
    externalIds: [...new Set(rows.map(({ externalId }) => externalId))],
    ledgerIds: rows.map(({ externalId, kind, accountId }) =>
      kind === null || accountId === null
        ? leadId(externalId)
        : personId({ kind, accountId, externalId }),
    ),
  };
}

async function eraseMessages(
  tx: Sql,
  ids: string[],
  now: Date,
): Promise<{
  counts: Pick<Erased, "messages" | "files">;
  keys: string[];
}> {
  const theirs = Prisma.sql`select m.id from message m join thread t on t.id = m."threadId"
    where t."customerId" = any(${ids}::uuid[])`;
  const files = await tx.$queryRaw<{ storageKey: string | null }[]>(Prisma.sql`
    delete from attachment where "messageId" in (${theirs}) returning "storageKey"`);
  await tx.$executeRaw(
    Prisma.sql`delete from reaction where "messageId" in (${theirs})`,
  );
  await tx.$executeRaw(
    Prisma.sql`delete from reaction_job where "messageId" in (${theirs})`,
  );
  const messages = await tx.$queryRaw<{ id: string; threadId: string }[]>(
    Prisma.sql`
    update message m set text = null, "errorDetail" = null, "replyToExternalId" = null, version = m.version + 1,
      "deletedAt" = case when m.kind = 'event' then m."deletedAt" else coalesce(m."deletedAt", ${now}::timestamptz) end,
      event = case when m.event is null or m.kind <> 'event' then null
        else jsonb_build_object('type', m.event->>'type') end,
      status = case when m.status in ('queued', 'sending') then 'failed' else m.status end
    where m.id in (${theirs}) returning m.id, m."threadId"`,
  );
  // UUIDv7: the newest come last.
  const newest = messages.sort((a, b) => (a.id < b.id ? 1 : -1));
  await announce(
    tx,
    newest.slice(0, MAX_TOLD).map(({ id, threadId }) => ({
      kind: "message.updated",
      threadId,
      messageId: id,
    })),
  );
  return {
    counts: { messages: messages.length, files: files.length },
    keys: files.flatMap(({ storageKey }) => storageKey ?? []),
  };
}

const NO_CONTACT: LeadContact = {
  name: null,
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  company: null,
  jobTitle: null,
  street: null,
  city: null,
  state: null,
  postCode: null,
  country: null,
  birthday: null,
  gender: null,
  fields: {},
};

/**
 * The vendor's id of a lead stays, and it counts as fetched, so that nothing brings the answers back. It rings for
 * no one any more, and what agents were told of it is deleted.
 */
async function eraseLeads(tx: Sql, ids: string[], now: Date): Promise<number> {
  const leads = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update lead set contact = ${JSON.stringify(NO_CONTACT)}::jsonb, state = 'synced', "errorCode" = null,
      answers = '[]', consents = '[]', search = '', "emailKey" = null, "phoneKey" = null, error = null, "dueAt" = null
    where "customerId" = any(${ids}::uuid[]) returning id`);
  const leadIds = leads.map(({ id }) => id);
  await tx.$executeRaw(Prisma.sql`
    update lead_attempt set payload = '{}', error = null where "leadId" = any(${leadIds}::uuid[])`);
  for (const id of leadIds)
    await leaveLine(tx, id, now, { winnerId: null, reason: "closed" });
  const told = Prisma.sql`(detail->>'leadId' = any(${leadIds}::text[])
    or exists (select from jsonb_path_query(detail, '$.missed[*].leadId') m where m#>>'{}' = any(${leadIds}::text[])))`;
  await tx.$executeRaw(Prisma.sql`delete from alert where ${told}`);
  await tx.$executeRaw(Prisma.sql`delete from notification where ${told}`);
  return leads.length;
}

async function eraseIdentities(tx: Sql, ids: string[]): Promise<number> {
  return tx.$executeRaw(Prisma.sql`
    update identity set "externalId" = 'erased:' || id, told = null, "profileDueAt" = null, "profileError" = null,
      "blockedUntil" = null
    where "customerId" = any(${ids}::uuid[])`);
}

/** @returns the keys of pictures that no row names any more */
async function eraseDetails(
  tx: Sql,
  ids: string[],
  now: Date,
): Promise<string[]> {
  const pictures = await tx.$queryRaw<{ avatarKey: string | null }[]>(
    Prisma.sql`select "avatarKey" from customer where id = any(${ids}::uuid[])`,
  );
  await tx.$executeRaw(
    Prisma.sql`delete from customer_label where "customerId" = any(${ids}::uuid[])`,
  );
  for (const table of ["customer_stage_change", "customer_block_change"])
    await tx.$executeRaw(
      Prisma.sql`delete from ${Prisma.raw(table)} where "customerId" = any(${ids}::uuid[])`,
    );
  await tx.$executeRaw(Prisma.sql`
    update customer_merge set moved = '{}' where "survivorId" = any(${ids}::uuid[]) or "otherId" = any(${ids}::uuid[])`);
  await tx.$executeRaw(Prisma.sql`
    delete from customer_apart where "lowId" = any(${ids}::uuid[]) or "highId" = any(${ids}::uuid[])`);
  await tx.$executeRaw(Prisma.sql`
    update customer set name = null, aliases = '{}', "firstName" = null, "lastName" = null, "avatarKey" = null, locale = null,
      timezone = null, fields = '{}', "emailKey" = null, "phoneKey" = null, verified = '{}', "accountOwnerId" = null,
      "stageId" = null, "blockedAt" = null, "blockedUntil" = null, "blockReason" = null, "optedOutAt" = null,
      "erasedAt" = ${now}::timestamptz,
      version = version + 1
    where id = any(${ids}::uuid[])`);
  return pictures.flatMap(({ avatarKey }) => avatarKey ?? []);
}
