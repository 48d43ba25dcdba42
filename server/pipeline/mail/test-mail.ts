import { defaultLocale, isLocale } from "#contract/base/locales.ts";
import type { TestNotification } from "#contract/notifications/push.ts";
import { Prisma } from "#server/db/client.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readMailServer,
  type MailServer,
} from "#server/domain/mail/mail-settings.ts";
import { renderMail } from "#server/domain/mail/mail-templates.ts";
import { newId } from "#server/runtime/crypto.ts";
import { sendBySmtp, type MailOutcome } from "./smtp.ts";

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
  const outcome = await deliver(context, actor, server, to);
  if (outcome.kind === "sent") return { response: outcome.response };
  throw new AppError("mail_refused", { message: outcome.message });
}

/** Sends a test mail to the actor's own address now and tells what the mail server answered. */
export async function testOwnMail(
  context: Context,
  actor: Actor,
): Promise<TestNotification> {
  const result = { id: newId(), status: null, detail: null };
  const server = await readMailServer(context);
  if (server === null) return { ...result, outcome: "no_server" };
  const outcome = await deliver(context, actor, server, actor.email);
  if (outcome.kind === "sent") return { ...result, outcome: "accepted" };
  return {
    ...result,
    outcome: outcome.kind === "refused" ? "refused" : "unreachable",
    detail: outcome.message,
  };
}

async function deliver(
  context: Context,
  { agentId }: Actor,
  server: MailServer,
  to: string,
): Promise<MailOutcome> {
  const [row] = await context.db.sql.$queryRaw<{ locale: string | null }[]>(
    Prisma.sql`select locale from agent where id = ${agentId}::uuid`,
  );
  const locale = isLocale(row?.locale) ? row.locale : defaultLocale;
  const { publicUrl } = context.config;
  return sendBySmtp(
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
}
