import type { SimChat, SimPage, World } from "../world/model.ts";
import { reaches } from "../webhooks/publish.ts";
import { currentOwner, findChat } from "../world/world.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { isRecord, textParam } from "./request.ts";

/** The chat behind `recipient.id`. @throws 100/2018001 for a PSID that is not
 *  this page's, or of someone who never opened the chat. */
export function recipient(
  world: World,
  page: SimPage,
  given: unknown,
): SimChat {
  if (!isRecord(given)) throw refuse.missingParameter("recipient");
  const id = textParam(given, "id");
  if (id === null)
    throw refuse.badParameter("Param recipient must name an id.");
  const scoped = world.psids.get(id);
  if (!scoped || scoped.pageId !== page.id) throw refuse.noMatchingUser();
  const chat = findChat(world, page.id, scoped.personId);
  if (!chat) throw refuse.noMatchingUser();
  return chat;
}

/** Blocked people and other apps' threads. With a default app set, an idle
 *  thread is its own. */
export function checkMayWrite(
  world: World,
  caller: Caller,
  page: SimPage,
  chat: SimChat,
): void {
  if (!reaches(world, caller.app, chat)) throw refuse.inDevelopment();
  if (chat.blocked) throw refuse.unavailable(world.faults.blockedAs);
  const owner = currentOwner(chat, Date.now()) ?? page.defaultAppId;
  if (owner !== null && owner !== caller.app.id)
    throw refuse.otherAppControls();
}
