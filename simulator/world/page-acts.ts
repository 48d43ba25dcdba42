import { tellEcho, tellRead } from "../webhooks/events.ts";
import type { SimAttachment, SimChat, SimMessage, World } from "./model.ts";
import { blankMessage } from "./person-acts.ts";
import { deliver, see } from "./receipts.ts";
import { addMessage, chatChanged } from "./world.ts";

/** The app id under which the Page inbox's own replies are echoed. */
export const PAGE_INBOX_APP_ID = "263902037430900";

/** The time typing dots stay without a new typing_on. */
export const TYPING_SHOWS_MS = 20_000;

export type PageWrites = {
  appId: string | null;
  text?: string | null | undefined;
  attachments?: SimAttachment[] | undefined;
  replyTo?: string | null | undefined;
  metadata?: string | null | undefined;
  tag?: string | null | undefined;
  personaId?: string | null | undefined;
  quickReplies?: Record<string, unknown>[] | undefined;
  at?: number | undefined;
  /** Made up if not given. */
  mid?: string | undefined;
};

/** Puts the page's message into the chat; tells nobody yet. */
export function writeAsPage(
  world: World,
  chat: SimChat,
  given: PageWrites,
): SimMessage {
  const last = chat.messages.at(-1)?.at ?? 0;
  const message = blankMessage({
    ...(given.mid === undefined ? {} : { mid: given.mid }),
    from: "page",
    at: given.at ?? Math.max(Date.now(), last + 1),
    text: given.text ?? null,
    attachments: given.attachments ?? [],
    replyTo: given.replyTo ?? null,
    metadata: given.metadata ?? null,
    tag: given.tag ?? null,
    personaId: given.personaId ?? null,
    quickReplies: given.quickReplies ?? [],
    appId: given.appId,
    acknowledged: true,
  });
  addMessage(world, chat, message);
  chat.pageTypingUntil = 0;
  chatChanged(world, chat);
  world.bus.emit({
    type: "page-message",
    pageId: chat.pageId,
    personId: chat.personId,
    mid: message.mid,
  });
  return message;
}

/** Echo, then delivery and (with `autoReadMs`) read, each after its delay. */
export function announcePageMessage(
  world: World,
  chat: SimChat,
  message: SimMessage,
  { echo }: { echo: boolean } = { echo: true },
): void {
  const { echoDelayMs, deliveryDelayMs, autoReadMs } = world.settings;
  if (echo)
    world.timers.later(echoDelayMs, () => void tellEcho(world, chat, message));
  world.timers.later(deliveryDelayMs, () => deliver(world, chat));
  if (autoReadMs !== null)
    world.timers.later(Math.max(autoReadMs, deliveryDelayMs), () =>
      see(world, chat),
    );
}

/** History: an old page message that was delivered and read long ago. */
export async function writePastAsPage(
  world: World,
  chat: SimChat,
  given: PageWrites & { at: number },
): Promise<SimMessage> {
  const message = writeAsPage(world, chat, given);
  chat.deliveredUntil = Math.max(chat.deliveredUntil, given.at);
  chat.readUntil = Math.max(chat.readUntil, given.at);
  await tellEcho(world, chat, message);
  await tellRead(world, chat);
  return message;
}

export function setTyping(world: World, chat: SimChat, on: boolean): void {
  chat.pageTypingUntil = on ? Date.now() + TYPING_SHOWS_MS : 0;
  chatChanged(world, chat);
  if (on)
    world.timers.later(TYPING_SHOWS_MS + 10, () => chatChanged(world, chat));
}

export function markSeen(world: World, chat: SimChat): void {
  chat.pageSeenUntil = Math.max(
    chat.pageSeenUntil,
    chat.messages.at(-1)?.at ?? 0,
  );
  chatChanged(world, chat);
}

/** @param emoji null takes the reaction back */
export function reactAsPage(
  world: World,
  chat: SimChat,
  message: SimMessage,
  emoji: string | null,
): void {
  message.reactions = message.reactions.filter(({ by }) => by !== "page");
  if (emoji !== null) message.reactions.push({ by: "page", emoji });
  chatChanged(world, chat);
  if (emoji !== null)
    world.bus.emit({
      type: "page-reaction",
      pageId: chat.pageId,
      personId: chat.personId,
      mid: message.mid,
    });
}
