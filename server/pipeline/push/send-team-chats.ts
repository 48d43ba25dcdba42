import type { TeamChatTest } from "#contract/notifications/team-chat.ts";
import { truncate } from "#contract/text/text.ts";
import { postOutside } from "#server/channels/common/post-outside.ts";
import { ForbiddenAddress } from "#server/channels/common/public-address.ts";
import { withoutSecrets } from "#server/channels/common/without-secrets.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import {
  claimTeamChatPost,
  finishTeamChatPost,
  loadTestChat,
  noteTeamChatAnswer,
  postponeTeamChatPost,
  type TeamChatTarget,
} from "#server/domain/notifications/team-chat-jobs.ts";
import {
  teamChatText,
  testText,
} from "#server/domain/notifications/team-chat-words.ts";
import { backOffMs, jittered } from "#server/runtime/back-off.ts";
import { newId } from "#server/runtime/crypto.ts";
import { teamChatRequest, type TeamChatSending } from "./team-chat-request.ts";

const ATTEMPT_MS = 10_000;
const MAX_ANSWER_BYTES = 4_096;
const MAX_DETAIL = 300;
const FIRST_BACKOFF_MS = 2_000;
const LAST_BACKOFF_MS = 15 * 60_000;
/** LINE has it already: an earlier attempt got through. */
const LINE_REPEATED = 409;

type Answer = TeamChatTest & { isLater: boolean };

/** Sends the alert that has been due for the longest to its team chat. @returns whether there was one */
export async function sendTeamChatOnce(
  context: Context,
  stopping: AbortSignal,
): Promise<boolean> {
  const { sql } = context.db;
  const post = await claimTeamChatPost(context);
  if (!post) return false;
  const { id, alert, target, locale } = post;
  const sending = {
    id,
    at: context.clock.now(),
    alert,
    text: teamChatText(alert, locale, context.config.publicUrl),
  };
  const answer = await attempt(context, target, sending, stopping);
  if (!stopping.aborted) await noteTeamChatAnswer(sql, post.teamChatId, answer);
  context.log.info(
    { teamChat: post.teamChatId, outcome: answer.outcome },
    "team chat",
  );
  if (!answer.isLater) await finishTeamChatPost(sql, id);
  else {
    const backOff = backOffMs({
      failures: post.attempts - 1,
      firstMs: FIRST_BACKOFF_MS,
      lastMs: LAST_BACKOFF_MS,
    });
    await postponeTeamChatPost(
      sql,
      id,
      stopping.aborted ? 0 : jittered(backOff),
    );
  }
  return true;
}

/** Sends a test to a team chat now, and returns what it answered. @throws AppError forbidden, not_found */
export async function testTeamChat(
  context: Context,
  actor: Actor,
  id: string,
): Promise<TeamChatTest> {
  const { target, locale } = await loadTestChat(context, actor, id);
  const sending = {
    id: newId(),
    at: context.clock.now(),
    alert: null,
    text: testText(locale, context.config.publicUrl),
  };
  const { outcome, status, detail } = await attempt(
    context,
    target,
    sending,
    new AbortController().signal,
  );
  await noteTeamChatAnswer(context.db.sql, id, { outcome, status, detail });
  return { outcome, status, detail };
}

/** Never throws. */
async function attempt(
  context: Context,
  target: TeamChatTarget,
  sending: TeamChatSending,
  stopping: AbortSignal,
): Promise<Answer> {
  const secrets = [target.url, target.secret];
  const detailOf = (text: string) =>
    truncate(withoutSecrets(text.trim(), secrets), MAX_DETAIL) || null;
  try {
    const { status, body } = await postOutside({
      ...teamChatRequest(target, sending),
      allowPrivate: context.config.outboundPrivate,
      signal: AbortSignal.any([stopping, AbortSignal.timeout(ATTEMPT_MS)]),
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    const isTaken =
      (status >= 200 && status < 300) ||
      (target.kind === "line" && status === LINE_REPEATED);
    if (isTaken)
      return { outcome: "accepted", status, detail: null, isLater: false };
    const isLater = status === 429 || status >= 500;
    const detail = detailOf(body ?? "");
    return { outcome: "refused", status, detail, isLater };
  } catch (error) {
    const none = { status: null, isLater: false };
    if (error instanceof ForbiddenAddress)
      return { ...none, outcome: "forbidden", detail: null };
    const detail = detailOf(error instanceof Error ? error.message : "");
    return { ...none, outcome: "unreachable", detail, isLater: true };
  }
}
