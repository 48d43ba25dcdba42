import { enqueueSends } from "#server/domain/messages/enqueue-sends.ts";
import { rulesOf, type ChannelKind } from "#contract/channels/channel-rules.ts";
import type { Capabilities } from "#contract/channels/rules.ts";
import {
  channelTextsSchema,
  textFor,
  type ChannelTexts,
  type LocalText,
} from "#contract/text/channel-texts.ts";
import { fillText } from "#contract/text/fill-text.ts";
import { sendPolicy } from "#contract/channels/send-policy.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  LANGUAGE_MS,
  languageIsComing,
} from "#server/domain/customers/language.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { insertMessages } from "#server/domain/thread/insert-messages.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { setTimer } from "#server/domain/outbox/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

export type AutomaticReplyKind = keyof ChannelTexts;

/** What the page says by itself comes this seldom at most, whatever it is. */
export const QUIET_MS = 4 * 3_600_000;

/** `fallback`: of the channel's own, in one language. */
export type AutomaticReply = {
  kind: AutomaticReplyKind;
  /** Go before the channel's. */
  texts?: LocalText;
  fallback?: string | null;
  /** For `{name}`. */
  name?: string;
  /** For `{position}` and `{wait}`, in minutes; what is not known leaves its sentence out. */
  position?: number;
  wait?: number | null;
  /** Instead of the usual four hours. */
  quietMs?: number;
};

/** What is to be said once the language is known, to whom that owned it then. */
export type DeferredReply = { said: AutomaticReply; ownerId: string | null };

type Row = {
  texts: unknown;
  kind: ChannelKind;
  options: { capabilities?: Capabilities };
  enabled: boolean;
  deletedAt: Date | null;
  health: string;
  humanAgent: boolean;
  locale: string | null;
  /** They have just come, and their profile has not yet. */
  isNew: boolean;
  saidAt: Date | null;
};

/**
 * The page says something to the customer by itself: what is written for this
 * case, in their language, and not more than once in four hours, unless said.
 * Where it is written in several and theirs is about to be known, it is said
 * then: see said-later.ts. It goes the
 * way of every message, as a program's: inside Meta's window or not at all.
 * It answers nobody, so the customer goes on waiting. The thread is locked by
 * the caller.
 * @returns the text that goes out; null: nothing is said, or not yet.
 */
export async function sendAutomaticReply(
  tx: Sql,
  state: ThreadState,
  said: AutomaticReply,
  now: Date,
  language: "wait_for" | "known_or_not" = "wait_for",
): Promise<string | null> {
  const { kind, quietMs = QUIET_MS } = said;
  const [row] = await tx.$queryRaw<Row[]>(Prisma.sql`
    select ch.texts, ch.kind, ch.options, ch.enabled, ch."deletedAt", ch.health, ch."humanAgent", c.locale,
      ${languageIsComing(now)} as "isNew",
      (select max(m."sentAt") from message m where m."threadId" = ${state.id}::uuid
        and m."authorType" = 'system' and m.kind = 'message'
        and m."sentAt" > ${new Date(now.getTime() - quietMs)}::timestamptz) as "saidAt"
    from channel ch, customer c, identity i
    where ch.id = ${state.channelId}::uuid and c.id = ${state.customerId}::uuid and i.id = ${state.identityId}::uuid`);
  if (!row || row.saidAt !== null) return null;
  const isEarly = language === "wait_for" && row.isNew && row.locale === null;
  if (isEarly && isByLanguage(row.texts, said)) {
    const payload: DeferredReply = { said, ownerId: state.ownerId };
    const dueAt = new Date(now.getTime() + LANGUAGE_MS);
    await setTimer(tx, { kind: "language", key: state.id, dueAt, payload });
    return null;
  }
  const text = filledText(row.texts, said, row.locale);
  if (text === null || !maySend(row, state, now)) return null;
  const message = {
    id: newId(),
    threadId: state.id,
    channelId: state.channelId,
    direction: "out" as const,
    kind: "message" as const,
    authorType: "system" as const,
    authorId: null,
    authorName: null,
    text,
    status: "queued" as const,
    externalId: null,
    clientId: null,
    part: 0,
    replyToExternalId: null,
    event: { type: "program", text: kind },
    sentAt: now,
    inboundCount: state.inboundCount,
    attachments: [],
  };
  await insertMessages(tx, [message]);
  await enqueueSends(tx, [message]);
  await announce(tx, [
    { kind: "message.created", threadId: state.id, messageId: message.id },
  ]);
  if (state.lastMessageAt <= now) {
    state.lastMessageId = message.id;
    state.lastMessageAt = now;
  }
  return text;
}

/** As it was written, with its placeholders. Pure. */
export function chosenText(
  texts: unknown,
  said: AutomaticReply,
  language: string | null,
): string | null {
  return writtenTexts(texts, said, language)[0] ?? null;
}

/** The first of them of which something is left. */
function filledText(
  texts: unknown,
  said: AutomaticReply,
  language: string | null,
): string | null {
  const { name = "", position = null, wait = null } = said;
  for (const text of writtenTexts(texts, said, language)) {
    const filled = fillText(text, { name, position, wait });
    if (filled !== null) return filled;
  }
  return null;
}

/** What is written for this case in their language: the one that goes before the others first. */
function writtenTexts(
  texts: unknown,
  { kind, texts: own, fallback = null }: AutomaticReply,
  language: string | null,
): string[] {
  const parsed = channelTextsSchema.safeParse(texts);
  const local = parsed.success ? parsed.data[kind] : undefined;
  const all = [textFor(own, language), textFor(local, language), fallback];
  return all.filter((text) => text !== null);
}

/** Is it written in more than the one for everybody? */
function isByLanguage(texts: unknown, { kind, texts: own }: AutomaticReply) {
  const parsed = channelTextsSchema.safeParse(texts);
  const local = parsed.success ? parsed.data[kind] : undefined;
  return Object.keys({ ...own, ...local }).some((name) => name !== "*");
}

function maySend(row: Row, state: ThreadState, now: Date): boolean {
  const off = !row.enabled || row.deletedAt !== null;
  const policy = sendPolicy({
    authorKind: "program",
    lastCustomerAt: state.lastCustomerAt,
    now,
    humanAgentGranted: row.humanAgent,
    controlledBy: state.controlledBy,
    rules: rulesOf(row.kind, row.options.capabilities),
    channelProblem: off
      ? "disabled"
      : row.health === "broken"
        ? "broken"
        : null,
  });
  return policy.kind !== "refuse";
}
