import { createBus } from "./bus.ts";
import { noFaults } from "./faults.ts";
import { newPsid, newThreadId } from "./ids.ts";
import type {
  SimChat,
  SimMessage,
  SimPage,
  SimPerson,
  World,
} from "./model.ts";
import { defaultSettings } from "./settings.ts";
import { createTimers } from "./timers.ts";

/** An empty world; `default-world.ts` fills one for a start. */
export function createWorld(): World {
  return {
    baseUrl: "http://127.0.0.1",
    apps: new Map(),
    pages: new Map(),
    tokens: new Map(),
    people: new Map(),
    psids: new Map(),
    chats: new Map(),
    mids: new Map(),
    assets: new Map(),
    uploads: new Map(),
    personas: new Map(),
    forms: new Map(),
    leads: new Map(),
    graphCalls: [],
    deliveries: [],
    faults: noFaults(),
    settings: defaultSettings(),
    bus: createBus(),
    timers: createTimers(),
  };
}

/** The PSID under which `page` knows `person`; made on first use. */
export function psidOf(world: World, page: SimPage, person: SimPerson): string {
  const known = person.psids.get(page.id);
  if (known) return known;
  let psid = newPsid();
  while (world.psids.has(psid)) psid = newPsid();
  return givePsid(world, page.id, person, psid);
}

export function givePsid(
  world: World,
  pageId: string,
  person: SimPerson,
  psid: string,
): string {
  person.psids.set(pageId, psid);
  world.psids.set(psid, { pageId, personId: person.id });
  return psid;
}

/** `ref` is a person id or one of the person's PSIDs. */
export function findPerson(world: World, ref: string): SimPerson | null {
  const direct = world.people.get(ref);
  if (direct) return direct;
  const scoped = world.psids.get(ref);
  return scoped ? (world.people.get(scoped.personId) ?? null) : null;
}

export function findChat(
  world: World,
  pageId: string,
  personId: string,
): SimChat | null {
  return world.chats.get(`${pageId}:${personId}`) ?? null;
}

/** The chat of a person with a page; an empty one if they never met. */
export function openChat(
  world: World,
  page: SimPage,
  person: SimPerson,
): SimChat {
  const known = findChat(world, page.id, person.id);
  if (known) return known;
  const chat: SimChat = {
    id: newThreadId(),
    pageId: page.id,
    personId: person.id,
    psid: psidOf(world, page, person),
    messages: [],
    lastCustomerAt: null,
    deliveredUntil: 0,
    readUntil: 0,
    pageSeenUntil: 0,
    pageTypingUntil: 0,
    personTypingUntil: 0,
    blocked: false,
    ownerAppId: null,
    updatedAt: 0,
  };
  world.chats.set(`${page.id}:${person.id}`, chat);
  return chat;
}

/** Puts a message where its time belongs: history may be written late. */
export function addMessage(
  world: World,
  chat: SimChat,
  message: SimMessage,
): void {
  let index = chat.messages.length;
  while (index > 0 && (chat.messages[index - 1]?.at ?? 0) > message.at) index--;
  chat.messages.splice(index, 0, message);
  chat.updatedAt = Math.max(chat.updatedAt, message.at);
  world.mids.set(message.mid, { chat, message });
}

/** The app that may write now: null while idle. Ownership lapses 24 h after the
 *  person's last message. */
export function currentOwner(chat: SimChat, now: number): string | null {
  const OWNERSHIP_MS = 86_400_000;
  if (chat.ownerAppId === null) return null;
  const since = chat.lastCustomerAt;
  return since !== null && now - since > OWNERSHIP_MS ? null : chat.ownerAppId;
}

export function chatChanged(world: World, chat: SimChat): void {
  world.bus.emit({
    type: "chat",
    pageId: chat.pageId,
    personId: chat.personId,
  });
}
