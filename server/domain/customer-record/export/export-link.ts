import {
  defaultLocale,
  isLocale,
  type Locale,
} from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { isId } from "#server/runtime/crypto.ts";

/** So long the address of an export leads to the data. */
export const GOOD_DAYS = 7;

const SUBJECT = "customer export";

/**
 * The open address of an export: who has it needs no log-in, so that it can be sent to the person. It is the id of
 * the job, sealed: it cannot be guessed, and nothing is stored for it.
 */
export function exportLink(
  { vault, config }: Pick<Context, "vault" | "config">,
  jobId: string,
): string {
  return `${config.publicUrl}/api/v1/exports/${vault.seal(`${SUBJECT} ${jobId}`)}`;
}

export type ExportJob = { jobId: string; customerId: string; locale: Locale };

/** @throws AppError not_found: no link of ours, too old, or ended by a merge */
export async function jobOfLink(
  context: Context,
  link: string,
): Promise<ExportJob> {
  const jobId = openLink(context, link);
  const job = jobId === null ? null : await findExport(context, jobId);
  if (!job) throw new AppError("not_found", { address: "exports" });
  return job;
}

/**
 * An export whose address is still good; null: there is none. A merge of the customer ends it: the person's data and
 * another's are one then, and the address was given for one of both. Undoing the merge opens it again.
 */
export async function findExport(
  { db, clock }: Context,
  jobId: string,
): Promise<ExportJob | null> {
  const since = new Date(clock.now().getTime() - GOOD_DAYS * 86_400_000);
  const [job] = await db.sql.$queryRaw<
    { customerId: string; locale: string | null }[]
  >(Prisma.sql`
    select "customerId", params->>'locale' as locale from job j where id = ${jobId}::uuid
      and kind = 'customer_export' and "createdAt" > ${since}::timestamptz
      and not exists (select from customer_merge m where j."customerId" in (m."survivorId", m."otherId")
        and m."mergedAt" >= j."createdAt" and m."undoneAt" is null)`);
  if (!job) return null;
  const locale = isLocale(job.locale) ? job.locale : defaultLocale;
  return { jobId, customerId: job.customerId, locale };
}

function openLink({ vault }: Context, link: string): string | null {
  let text: string;
  try {
    text = vault.open(link);
  } catch {
    return null; // changed, or of a key that is gone
  }
  const id = text.startsWith(`${SUBJECT} `)
    ? text.slice(SUBJECT.length + 1)
    : "";
  return isId(id) ? id : null;
}
