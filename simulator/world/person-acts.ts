import { addMessage, chatChanged } from "./world.ts";
import type { SimAttachment, SimChat, SimMessage, World } from "./model.ts";
import { newMid } from "./ids.ts";
import {
  tellEdit,
  tellMessage,
  tellPostback,
  tellReaction,
  tellForm,
  tellReferral,
  tellUnsend,
  type Postback,
} from "../webhooks/events.ts";

/** The acts of a person in a chat. Each changes the chat at once and tells the
 *  apps in the background; refusals are thrown as ActRefused. */
export class ActRefused extends Error {}

export type Written = {
  text?: string | null | undefined;
  attachments?: SimAttachment[] | undefined;
  replyTo?: string | null | undefined;
  quickReplyPayload?: string | null | undefined;
  referral?: Record<string, unknown> | undefined;
  /** Unix ms; in the past for history. */
  at?: number | undefined;
  /** Made up if not given. */
  mid?: string | undefined;
};

/** The client's own limit on edits. */
const MAX_EDITS = 5;

export function blankMessage(given: Partial<SimMessage>): SimMessage {
  return {
    mid: newMid(),
    at: Date.now(),
    from: "person",
    text: null,
    attachments: [],
    replyTo: null,
    reactions: [],
    numEdit: 0,
    editedAt: null,
    deletedAt: null,
    quickReplies: [],
    quickReplyPayload: null,
    appId: null,
    metadata: null,
    tag: null,
    personaId: null,
    postback: false,
    acknowledged: false,
    ...given,
  };
}

export function write(world: World, chat: SimChat, given: Written): SimMessage {
  const attachments = given.attachments ?? [];
  if (!given.text && attachments.length === 0)
    throw new ActRefused("A message needs text or an attachment.");
  if (chat.blocked) throw new ActRefused("This person has blocked the page.");
  const message = blankMessage({
    ...(given.mid === undefined ? {} : { mid: given.mid }),
    // Two messages of one instant would have no order.
    at: given.at ?? later(chat),
    text: given.text || null,
    attachments,
    replyTo: given.replyTo ? mustFind(chat, given.replyTo).mid : null,
    quickReplyPayload: given.quickReplyPayload ?? null,
  });
  addMessage(world, chat, message);
  opensWindow(chat, message.at);
  chat.personTypingUntil = 0;
  void tellMessage(world, chat, message, given.referral);
  chatChanged(world, chat);
  return message;
}

function later(chat: SimChat): number {
  return Math.max(Date.now(), (chat.messages.at(-1)?.at ?? 0) + 1);
}

function opensWindow(chat: SimChat, at: number): void {
  chat.lastCustomerAt = Math.max(chat.lastCustomerAt ?? 0, at);
}

/** @param emoji null takes the reaction back */
export function react(
  world: World,
  chat: SimChat,
  mid: string,
  emoji: string | null,
): void {
  const message = mustFind(chat, mid);
  const had = message.reactions.some(({ by }) => by === "person");
  if (emoji === null && !had) return;
  message.reactions = message.reactions.filter(({ by }) => by !== "person");
  if (emoji !== null) {
    message.reactions.push({ by: "person", emoji });
    opensWindow(chat, Date.now());
  }
  void tellReaction(world, chat, mid, emoji);
  chatChanged(world, chat);
}

export function edit(
  world: World,
  chat: SimChat,
  mid: string,
  text: string,
): void {
  const message = mustBeOwn(chat, mid);
  if (message.numEdit >= MAX_EDITS)
    throw new ActRefused(`A message can be edited ${MAX_EDITS} times.`);
  message.text = text;
  message.numEdit += 1;
  message.editedAt = Date.now();
  void tellEdit(world, chat, message);
  chatChanged(world, chat);
}

export function unsend(world: World, chat: SimChat, mid: string): void {
  const message = mustBeOwn(chat, mid);
  message.deletedAt = Date.now();
  message.text = null;
  message.attachments = [];
  message.reactions = [];
  void tellUnsend(world, chat, message);
  chatChanged(world, chat);
}

/** Pages are not told that a person types; only this program shows it. */
export function type(world: World, chat: SimChat, on: boolean): void {
  const TYPING_SHOWS_MS = 10_000;
  chat.personTypingUntil = on ? Date.now() + TYPING_SHOWS_MS : 0;
  chatChanged(world, chat);
}

/** A tap on a button, an ice-breaker, the menu or Get Started. */
export function tap(
  world: World,
  chat: SimChat,
  postback: Postback,
): SimMessage {
  const message = blankMessage({
    at: later(chat),
    text: postback.title,
    postback: true,
  });
  addMessage(world, chat, message);
  opensWindow(chat, message.at);
  void tellPostback(world, chat, message, postback);
  chatChanged(world, chat);
  return message;
}

/** The person follows an m.me link or an ad into the existing chat. */
export function arrive(
  world: World,
  chat: SimChat,
  referral: Record<string, unknown>,
): void {
  opensWindow(chat, Date.now());
  void tellReferral(world, chat, referral);
  chatChanged(world, chat);
}

/** The person fills in a lead form that lies in the chat. */
export function fillForm(world: World, chat: SimChat, formId: string): void {
  void tellForm(world, chat, formId);
}

export function setBlocked(world: World, chat: SimChat, on: boolean): void {
  chat.blocked = on;
  chatChanged(world, chat);
}

function mustFind(chat: SimChat, mid: string): SimMessage {
  const message = chat.messages.find((one) => one.mid === mid);
  if (!message || message.deletedAt !== null)
    throw new ActRefused("There is no such message in this chat.");
  return message;
}

function mustBeOwn(chat: SimChat, mid: string): SimMessage {
  const message = mustFind(chat, mid);
  if (message.from !== "person")
    throw new ActRefused("Only one's own messages can be changed.");
  return message;
}
