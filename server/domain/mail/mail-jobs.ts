import type { MailState } from "#contract/mail/mail-log.ts";
import {
  isLocale,
  defaultLocale,
  type Locale,
} from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { newId } from "#server/runtime/crypto.ts";
import type { QueuedContent } from "./mail-templates.ts";

/*
 * A mail is a row, written in the transaction that makes it true.
 *
 * queued: nothing of it has left. → sending, by a claim.
 * sending: one process has it until `leaseTill`. Its last byte leaves only after `handedOverAt` is committed.
 *   → sent: the server took it. → failed: the server refused it for good, or it is of no use any more.
 *   → queued: the server did not take it now, or the process ended before `handedOverAt`.
 *   → uncertain: the process or the connection ended after `handedOverAt`. It is not sent again.
 * not_sent: there was no mail server. See docs/decisions on mail.
 */

/** To an agent at their present address and in their language (else the company’s), or to an address. */
export type MailRecipient =
  { agentId: string } | { address: string; locale: Locale };

export type NewMail = QueuedContent & {
  to: MailRecipient;
  /** A link that lets its bearer in, sealed by the vault of the context. Only some templates have one. */
  linkSealed?: string;
  /** Only the first of several mails with the same key is sent. */
  dedupeKey?: string;
  /** Afterwards it is not sent any more. */
  goodUntil?: Date;
};

/** Finished mails leave the list after this many days. */
export const MAIL_LOG_DAYS = 30;

export const MAIL_DUE = Prisma.sql`((state = 'queued' and "dueAt" <= ${ROUNDED_NOW})
  or (state = 'sending' and "leaseTill" < now()))`;

/** Enqueues one mail in the caller's transaction. A disabled agent gets none. Safe to repeat with a `dedupeKey`. */
export function enqueueMail(tx: Sql, mail: NewMail): Promise<void> {
  return enqueueMails(tx, [mail]);
}

/** The same for several. */
export async function enqueueMails(tx: Sql, mails: NewMail[]): Promise<void> {
  if (mails.length === 0) return;
  const rows = mails.map(
    ({ to, template, data, linkSealed, dedupeKey, goodUntil }) => ({
      id: newId(),
      template,
      data,
      linkSealed: linkSealed ?? null,
      dedupeKey: dedupeKey ?? null,
      goodUntil: goodUntil ?? null,
      agentId: "agentId" in to ? to.agentId : null,
      address: "address" in to ? to.address : null,
      locale: "locale" in to ? to.locale : null,
    }),
  );
  // Without a mail server nothing is kept to be sent: days later it would surprise its reader.
  await tx.$executeRaw(Prisma.sql`
    insert into mail_job (id, template, "agentId", address, locale, data, "linkSealed", "dedupeKey", "goodUntil",
      state, "finishedAt")
    select x.id, x.template, x."agentId", coalesce(x.address, a.email),
      coalesce(x.locale, a.locale, (select value->>'locale' from setting where key = 'company'),
        ${defaultLocale}),
      case when s.present then x.data else '{}'::jsonb end,
      case when s.present then x."linkSealed" end,
      x."dedupeKey", x."goodUntil",
      case when s.present then 'queued' else 'not_sent' end, case when s.present then null else now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, template text, "agentId" uuid,
        address text, locale text, data jsonb, "linkSealed" text, "dedupeKey" text, "goodUntil" timestamptz)
      left join agent a on a.id = x."agentId"
      cross join (select exists (select from setting where key = 'mail' and value->>'host' is not null) as present) s
    where x.address is not null or a."disabledAt" is null and a.id is not null
    on conflict ("dedupeKey") do nothing`);
  wakeAfterCommit(tx, "mail");
}

export type ClaimedMail = QueuedContent & {
  id: string;
  agentId: string | null;
  claims: number;
  attempts: number;
  address: string;
  locale: Locale;
  linkSealed: string | null;
  createdAt: Date;
  goodUntil: Date | null;
  isDisabled: boolean;
};

/** Ends claims whose process is gone: nothing was handed over, or it is uncertain whether the server took it. */
export async function expireMailLeases(sql: Sql): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update mail_job set state = 'queued', "leaseTill" = null
    where state = 'sending' and "leaseTill" < now() and "handedOverAt" is null`);
  await sql.$executeRaw(Prisma.sql`
    update mail_job set state = 'uncertain', "leaseTill" = null, "finishedAt" = now(), data = '{}'::jsonb,
      "linkSealed" = null
    where state = 'sending' and "leaseTill" < now()`);
}

/** Claims the mail that has been due for the longest; undefined: none is due. */
export async function claimMail(
  sql: Sql,
  leaseMs: number,
): Promise<ClaimedMail | undefined> {
  const [row] = await sql.$queryRaw<(ClaimedMail & { locale: string })[]>(
    Prisma.sql`
    update mail_job m set state = 'sending', claims = claims + 1, attempts = attempts + 1,
      address = coalesce((select email from agent a where a.id = m."agentId"), m.address),
      "leaseTill" = now() + ${leaseMs}::int * interval '1 millisecond'
    where id = (select id from mail_job where state = 'queued' and "dueAt" <= ${ROUNDED_NOW}
      order by "dueAt", id limit 1 for update skip locked)
    returning id, template, data, "agentId", claims, attempts, address, locale, "linkSealed", "createdAt", "goodUntil",
      exists (select from agent a where a.id = m."agentId" and a."disabledAt" is not null) as "isDisabled"`,
  );
  if (!row) return undefined;
  return { ...row, locale: isLocale(row.locale) ? row.locale : defaultLocale };
}

type Claim = Pick<ClaimedMail, "id" | "claims">;

/**
 * Records that the last byte goes to the mail server now. @throws Error: the
 * claim has expired and another process may have the mail.
 */
export async function recordHandOver(
  sql: Sql,
  { id, claims }: Claim,
): Promise<void> {
  const changed = await sql.$executeRaw(Prisma.sql`
    update mail_job set "handedOverAt" = now()
    where id = ${id}::uuid and claims = ${claims}::int and state = 'sending' and "leaseTill" > now()`);
  if (changed === 0) throw new Error("The claim on the mail has expired.");
}

/** Ends a claimed mail. Its content goes. */
export async function finishMail(
  sql: Sql,
  { id, claims }: Claim,
  state: Exclude<MailState, "queued" | "sending">,
  error: string | null,
): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update mail_job set state = ${state}, error = ${error}, "leaseTill" = null, "finishedAt" = now(),
      data = '{}'::jsonb, "linkSealed" = null
    where id = ${id}::uuid and claims = ${claims}::int and state = 'sending'`);
}

/** Removes a claimed mail that nobody needs any more; the list of mails has no line of it. False: the claim is over. */
export async function dropMail(
  sql: Sql,
  { id, claims }: Claim,
): Promise<boolean> {
  const gone = await sql.$executeRaw(Prisma.sql`
    delete from mail_job where id = ${id}::uuid and claims = ${claims}::int and state = 'sending'`);
  return gone > 0;
}

/** Returns a claimed mail to the queue: nothing of it was taken. */
export async function postponeMail(
  sql: Sql,
  { id, claims }: Claim,
  { waitMs, error }: { waitMs: number; error: string | null },
): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update mail_job set state = 'queued', error = ${error}, "leaseTill" = null, "handedOverAt" = null,
      "dueAt" = now() + ${Math.round(waitMs)}::int * interval '1 millisecond'
    where id = ${id}::uuid and claims = ${claims}::int and state = 'sending'`);
}

/** The mail server's settings have changed: waiting mails try it now. */
export async function retryMailsNow(tx: Sql): Promise<void> {
  await tx.$executeRaw(
    Prisma.sql`update mail_job set "dueAt" = now() where state = 'queued'`,
  );
  wakeAfterCommit(tx, "mail");
}
