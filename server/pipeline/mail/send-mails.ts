import { isTrouble } from "#server/db/trouble.ts";
import type { Context } from "#server/domain/context.ts";
import {
  claimMail,
  expireMailLeases,
  finishMail,
  postponeMail,
  recordHandOver,
  type ClaimedMail,
} from "#server/domain/mail/mail-jobs.ts";
import {
  readMailServer,
  type MailServer,
} from "#server/domain/mail/mail-settings.ts";
import {
  renderMail,
  type MailContent,
  type RenderedMail,
} from "#server/domain/mail/mail-templates.ts";
import { loadDigestMail } from "#server/domain/notifications/digest.ts";
import { loadUnseenMail } from "#server/domain/notifications/unseen-mail.ts";
import { backOffMs, jittered } from "#server/runtime/back-off.ts";
import { sendBySmtp, type MailOutcome } from "./smtp.ts";

/** An attempt ends before its claim does. */
const LEASE_MS = 120_000;
const ATTEMPT_MS = 90_000;
const FIRST_BACKOFF_MS = 15_000;
const LAST_BACKOFF_MS = 30 * 60_000;
/** A server that does not take a mail for this long is not waited for. */
const GIVE_UP_MS = 24 * 3_600_000;

/**
 * Sends the mail that has been due for the longest. A mail is never sent
 * twice: see domain/mail/mail-jobs.
 * @returns whether there was one
 */
export async function sendMailOnce(
  context: Context,
  stopping: AbortSignal,
): Promise<boolean> {
  const { sql } = context.db;
  await expireMailLeases(sql);
  const mail = await claimMail(sql, LEASE_MS);
  if (!mail) return false;
  const refusal = uselessBecause(mail, context.clock.now());
  if (refusal !== null) {
    await finishMail(sql, mail, "failed", refusal);
    return true;
  }
  try {
    const server = await readMailServer(context);
    if (server === null) {
      await finishMail(sql, mail, "not_sent", null);
      return true;
    }
    const content = await contentOf(context, mail);
    if (content !== null)
      await attempt(context, mail, { server, content }, stopping);
  } catch (error) {
    if (isTrouble(error)) throw error; // the claim ends on its own
    context.log.error({ err: error, mail: mail.id }, "mail not made");
    await finishMail(sql, mail, "failed", "The mail could not be made.");
  }
  return true;
}

/** Why nobody needs it any more; null: it is needed. Pure. */
function uselessBecause(
  { goodUntil, isDisabled }: ClaimedMail,
  now: Date,
): string | null {
  if (isDisabled) return "The account is disabled.";
  if (goodUntil !== null && goodUntil <= now)
    return "Its link expired before the mail server took it.";
  return null;
}

/** What the mail says. Null: nobody needs it any more, and it is gone. */
async function contentOf(
  context: Context,
  mail: ClaimedMail,
): Promise<MailContent | null> {
  if (mail.template !== "unseen" && mail.template !== "digest") return mail;
  const { agentId } = mail;
  if (agentId === null)
    throw new Error("A mail of notifications has an agent.");
  return mail.template === "digest"
    ? loadDigestMail(context, { ...mail, agentId })
    : loadUnseenMail(context, { ...mail, agentId }, mail.data.notificationIds);
}

async function attempt(
  context: Context,
  mail: ClaimedMail,
  { server, content }: { server: MailServer; content: MailContent },
  stopping: AbortSignal,
): Promise<void> {
  const { sql } = context.db;
  const outcome = await sendBySmtp(
    server,
    {
      ...render(context, mail, content),
      to: mail.address,
      messageId: messageIdOf(mail.id, server),
      date: mail.createdAt,
    },
    {
      beforeHandOver: () => recordHandOver(sql, mail),
      signal: AbortSignal.any([stopping, AbortSignal.timeout(ATTEMPT_MS)]),
    },
  );
  context.log.info(
    { mail: mail.id, template: mail.template, outcome: outcome.kind },
    "mail",
  );
  await settle(context, mail, outcome, stopping.aborted);
}

async function settle(
  { db: { sql }, clock }: Context,
  mail: ClaimedMail,
  outcome: MailOutcome,
  isStopping: boolean,
): Promise<void> {
  switch (outcome.kind) {
    case "sent":
      return finishMail(sql, mail, "sent", null);
    case "refused":
      return finishMail(sql, mail, "failed", outcome.message);
    case "uncertain":
      return finishMail(sql, mail, "uncertain", outcome.message);
    case "later": {
      const age = clock.now().getTime() - mail.createdAt.getTime();
      if (age > GIVE_UP_MS)
        return finishMail(sql, mail, "failed", outcome.message);
      const backOff = backOffMs({
        failures: mail.attempts - 1,
        firstMs: FIRST_BACKOFF_MS,
        lastMs: LAST_BACKOFF_MS,
      });
      return postponeMail(sql, mail, {
        waitMs: isStopping ? 0 : jittered(backOff),
        error: outcome.message,
      });
    }
  }
}

function render(
  { vault, config }: Context,
  { linkSealed, locale }: ClaimedMail,
  content: MailContent,
): RenderedMail {
  return renderMail(content, {
    locale,
    publicUrl: config.publicUrl,
    link: linkSealed === null ? null : vault.open(linkSealed),
  });
}

function messageIdOf(id: string, { from }: MailServer): string {
  const domain = from.split("@").at(-1)?.replace(/>.*/s, "") ?? "parley";
  return `<${id}@${domain}>`;
}
