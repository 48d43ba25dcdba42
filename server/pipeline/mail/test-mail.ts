import { defaultLocale, isLocale } from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { readMailServer } from "#server/domain/mail/mail-settings.ts";
import { renderMail } from "#server/domain/mail/mail-templates.ts";
import { newId } from "#server/runtime/crypto.ts";
import { sendBySmtp } from "./smtp.ts";

const TEST_MS = 45_000;

/**
 * Sends a test mail now and returns the server's answer. For admins.
 * @throws AppError forbidden; mail_refused with the server's own words
 */
export async function sendTestMail(
  context: Context,
  actor: Actor,
  to: string,
): Promise<{ response: string }> {
  requireRole(actor, "admin");
  const server = await readMailServer(context);
  if (server === null) throw new AppError("mail_refused");
  const [row] = await context.db.sql.$queryRaw<{ locale: string | null }[]>(
    Prisma.sql`select locale from agent where id = ${actor.agentId}::uuid`,
  );
  const locale = isLocale(row?.locale) ? row.locale : defaultLocale;
  const { publicUrl } = context.config;
  const outcome = await sendBySmtp(
    server,
    {
      ...renderMail(
        { template: "test", data: {} },
        { locale, publicUrl, link: null },
      ),
      to,
      messageId: `<${newId()}@${new URL(publicUrl).hostname}>`,
      date: context.clock.now(),
    },
    { signal: AbortSignal.timeout(TEST_MS) },
  );
  if (outcome.kind === "sent") return { response: outcome.response };
  throw new AppError("mail_refused", { message: outcome.message });
}
