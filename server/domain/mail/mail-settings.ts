import { z } from "zod";
import type { UpdateMailSettings } from "#contract/mail/mail-requests.ts";
import type { MailSettings } from "#contract/mail/mail-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { MAIL_LOG_DAYS, retryMailsNow } from "./mail-jobs.ts";

const KEY = "mail";

const storedSchema = z.object({
  host: z.string().nullable(),
  port: z.number(),
  secure: z.boolean(),
  user: z.string().nullable(),
  from: z.string().nullable(),
});
type Stored = z.infer<typeof storedSchema>;

const DEFAULTS: Stored = {
  host: null,
  port: 587,
  secure: false,
  user: null,
  from: null,
};

/** The mail server's address and account. The password is in clear text and stays in memory. */
export type MailServer = {
  host: string;
  port: number;
  secure: boolean;
  auth: { user: string; password: string } | null;
  from: string;
};

/** The mail server, for sending; null: none is set up. */
export async function readMailServer({
  db,
  vault,
}: Pick<Context, "db" | "vault">): Promise<MailServer | null> {
  const { stored, secretSealed } = await read(db.sql);
  const { host, port, secure, user, from } = stored;
  if (host === null || from === null) return null;
  const password = secretSealed === null ? "" : vault.open(secretSealed);
  const auth = user === null ? null : { user, password };
  return { host, port, secure, auth, from };
}

/** Whether mails can be sent. */
export async function isMailSetUp(
  reader: Pick<Sql, "$queryRaw">,
): Promise<boolean> {
  const rows = await reader.$queryRaw<unknown[]>(
    Prisma.sql`select 1 from setting where key = ${KEY} and value->>'host' is not null`,
  );
  return rows.length > 0;
}

/** Returns the settings without the password. For admins. @throws AppError forbidden */
export function getMailSettings(
  { db }: Context,
  actor: Actor,
): Promise<MailSettings> {
  requireAction(actor, "settings.inspect");
  return shapeOf(db.sql);
}

/**
 * Changes the given settings; mails that wait for the server try it now. For
 * admins. Another host or user forgets the password, so that a stored password
 * never goes to a server that it was not entered for.
 * @throws AppError forbidden, invalid_input (`from`: missing)
 */
export async function updateMailSettings(
  context: Context,
  doer: AuditActor,
  { password, ...patch }: UpdateMailSettings,
): Promise<MailSettings> {
  requireAction(doer, "settings.manage");
  return inSqlTransaction(context.db, async (tx) => {
    await tx.$executeRaw(Prisma.sql`
      insert into setting (key, value, "updatedAt") values (${KEY}, ${JSON.stringify(DEFAULTS)}::jsonb, now())
      on conflict (key) do nothing`);
    const { stored, secretSealed } = await read(tx, Prisma.sql`for update`);
    const value = { ...stored, ...withoutUndefined(patch) };
    if (value.host !== null && value.from === null)
      throw invalidField("from", "sender_needed");
    const isSame = value.host === stored.host && value.user === stored.user;
    const kept = isSame ? secretSealed : null;
    const sealed =
      password === undefined
        ? kept
        : password === null
          ? null
          : context.vault.seal(password);
    await tx.$executeRaw(Prisma.sql`
      update setting set value = ${JSON.stringify(value)}::jsonb, "secretSealed" = ${sealed}, "updatedAt" = now()
      where key = ${KEY}`);
    await retryMailsNow(tx);
    const detail = {
      ...patch,
      ...(sealed === secretSealed ? {} : { passwordChanged: true }),
    };
    await writeAudit(
      tx,
      doer,
      "setting.updated",
      { type: "setting", id: KEY },
      detail,
    );
    return shapeOf(tx);
  });
}

async function shapeOf(reader: Sql): Promise<MailSettings> {
  const { stored, secretSealed } = await read(reader);
  const [counts] = await reader.$queryRaw<
    { notSent: bigint; failed: bigint; uncertain: bigint }[]
  >(Prisma.sql`
    select count(*) filter (where state = 'not_sent') as "notSent",
      count(*) filter (where state = 'failed') as failed,
      count(*) filter (where state = 'uncertain') as uncertain
    from mail_job where "createdAt" > now() - ${MAIL_LOG_DAYS}::int * interval '1 day'`);
  return {
    ...stored,
    hasPassword: secretSealed !== null,
    unsent: {
      notSent: Number(counts?.notSent ?? 0),
      failed: Number(counts?.failed ?? 0),
      uncertain: Number(counts?.uncertain ?? 0),
    },
  };
}

/** Unreadable values count as not stored. */
async function read(
  reader: Sql,
  lock: Prisma.Sql = Prisma.empty,
): Promise<{ stored: Stored; secretSealed: string | null }> {
  const [row] = await reader.$queryRaw<
    { value: unknown; secretSealed: string | null }[]
  >(
    Prisma.sql`select value, "secretSealed" from setting where key = ${KEY} ${lock}`,
  );
  const saved = storedSchema.safeParse(row?.value);
  return {
    stored: saved.success ? saved.data : DEFAULTS,
    secretSealed: row?.secretSealed ?? null,
  };
}

function withoutUndefined<T extends object>(
  patch: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
