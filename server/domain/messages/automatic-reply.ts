import { enqueueSends } from "#server/domain/messages/enqueue-sends.ts";
import {
  rulesOf,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type { Capabilities } from "#contract/channels/rules/rules.ts";
import {
  channelTextsSchema,
  textFor,
  type ChannelTexts,
  type LocalText,
} from "#contract/text/channel-texts.ts";
import { fillText } from "#contract/text/fill-text.ts";
import { sendPolicy } from "#contract/channels/rules/send-policy.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { optedOutAt } from "#server/domain/customers/opted-out.ts";
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

/** The shortest time between two automatic messages in a thread, whatever their kind. */
export const QUIET_MS = 4 * 3_600_000;

/** `fallback`: the channel's own text, in one language. */
export type AutomaticReply = {
  kind: AutomaticReplyKind;
  /** Texts that take precedence over the channel's. */
  texts?: LocalText;
  fallback?: string | null;
  /** The value of `{name}`. */
  name?: string;
  /** The values of `{position}` and `{wait}`, in minutes. A sentence with an unknown value is left out. */
  position?: number;
  wait?: number | null;
  /** Replaces the usual four hours. */
  quietMs?: number;
};

/** An automatic message that waits for the customer's language, and the owner at that time. */
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
  /** The customer is new and their profile has not arrived yet. */
  isNew: boolean;
  saidAt: Date | null;
  optedOutAt: Date | null;
};

/**
 * Sends an automatic message: the text for this case, in the customer's
 * language, and at most once in four hours unless `quietMs` says otherwise. If
 * the text exists in several languages and the customer's is about to be
 * known, the message is sent then: see deferred-reply.ts. It is sent like every
 * message, as an automatic one: inside Meta's window or not at all, and not to a
 * customer who opted out. It answers
 * no customer, so the customer goes on waiting. The caller has locked the
 * thread.
 * @returns the text that is sent; null: none, or not yet
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
        and m."sentAt" > ${new Date(now.getTime() - quietMs)}::timestamptz) as "saidAt",
      ${optedOutAt} as "optedOutAt"
    from channel ch, customer c, identity i, thread t
    where ch.id = ${state.channelId}::uuid and c.id = ${state.customerId}::uuid and i.id = ${state.identityId}::uuid
      and t.id = ${state.id}::uuid`);
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

/** The text with its placeholders. Pure. */
export function chosenText(
  texts: unknown,
  said: AutomaticReply,
  language: string | null,
): string | null {
  return writtenTexts(texts, said, language)[0] ?? null;
}

/** The first text of which something is left. */
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

/** The texts for this case in the customer's language, in the order of precedence. */
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

/** Whether there are texts by language besides the one for all customers. */
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
    optedOut: row.optedOutAt !== null,
    rules: rulesOf(row.kind, row.options.capabilities),
    channelProblem: off
      ? "disabled"
      : row.health === "broken"
        ? "broken"
        : null,
  });
  return policy.kind !== "refuse";
}
