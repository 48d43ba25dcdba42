import { tellDelivered, tellRead } from "../webhooks/events.ts";
import type { SimChat, World } from "./model.ts";
import { chatChanged } from "./world.ts";

/** The person's device has the page's new messages. Safe to repeat. */
export function deliver(world: World, chat: SimChat): void {
  if (chat.blocked) return;
  const fresh = chat.messages.filter(
    ({ from, at }) => from === "page" && at > chat.deliveredUntil,
  );
  const newest = fresh.at(-1);
  if (!newest) return;
  chat.deliveredUntil = newest.at;
  void tellDelivered(
    world,
    chat,
    fresh.map(({ mid }) => mid),
  );
  chatChanged(world, chat);
}

/** The person looks at the chat. False if there was nothing new to see. */
export function see(world: World, chat: SimChat): boolean {
  const newest = chat.messages.findLast(({ from }) => from === "page");
  if (!newest || newest.at <= chat.readUntil) return false;
  deliver(world, chat);
  chat.readUntil = newest.at;
  void tellRead(world, chat);
  chatChanged(world, chat);
  return true;
}
