import type { PageQuery } from "#contract/base/page.ts";
import type {
  Mail,
  MailPreview,
  MailTemplate,
} from "#contract/mail/mail-log.ts";
import type { Locale } from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";
import { exampleOf, renderMail } from "./mail-templates.ts";

type Row = Omit<Mail, "createdAt" | "finishedAt"> & {
  createdAt: Date;
  finishedAt: Date | null;
};

/** Lists mails, newest first, without their content. For admins. @throws AppError forbidden */
export async function listMails(
  { db }: Context,
  actor: Actor,
  { limit, cursor }: PageQuery,
): Promise<Page<Mail>> {
  requireAction(actor, "settings.inspect");
  const before = readIdCursor(cursor);
  const rows = await db.sql.$queryRaw<Row[]>(Prisma.sql`
    select id, template, address as "to", state, error, attempts, "createdAt", "finishedAt" from mail_job
    where ${before ? Prisma.sql`id < ${before}::uuid` : Prisma.sql`true`}
    order by id desc limit ${limit + 1}::int`);
  return toPage(rows, limit, ({ createdAt, finishedAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }));
}

/** Renders a template with example values. For admins. @throws AppError forbidden */
export function previewMail(
  { config, clock }: Context,
  actor: Actor,
  { template, locale }: { template: MailTemplate; locale: Locale },
): MailPreview {
  requireAction(actor, "settings.inspect");
  return renderMail(exampleOf(template, locale, clock.now()), {
    locale,
    publicUrl: config.publicUrl,
    link: null,
  });
}
