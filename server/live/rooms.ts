import type { Server } from "socket.io";
import {
  liveEventSchemas,
  type LiveEventName,
} from "#contract/live/live-events.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { maskContacts } from "#server/domain/access/mask-contacts.ts";

/** What a socket gets of its agent's events. */
type Sight = {
  /** A teammate sees the console as the agent. */
  isWatched: boolean;
  /** Contact data is masked for the agent's role. */
  isMasked: boolean;
};

const SIGHTS: readonly Sight[] = [false, true].flatMap((isMasked) =>
  [false, true].map((isWatched) => ({ isMasked, isWatched })),
);

/** Events that are a person's own matter, or ask for their answer: no teammate who sees their console gets them. */
const OWN_EVENTS: ReadonlySet<string> = new Set<LiveEventName>([
  "draft.updated",
  "notification.created",
  "notification.read",
  "offer.created",
  "offer.ended",
  "alert.created",
  "alert.ended",
]);

/** The room of an agent's sockets that get the same of each event. */
export function roomOf({
  agentId,
  seenBy,
  contactLimit,
}: Pick<Actor, "agentId" | "seenBy" | "contactLimit">): string {
  const isMasked = contactLimit !== undefined;
  return nameOf(agentId, { isWatched: seenBy !== undefined, isMasked });
}

function nameOf(agentId: string, { isWatched, isMasked }: Sight): string {
  return `${isMasked ? "masked-" : ""}${isWatched ? "seen" : "agent"}:${agentId}`;
}

/**
 * Emits an event to the agents' sockets of this node, with contact data masked
 * for those whose role may not see it.
 */
export function emitHere(
  io: Server,
  event: string,
  payload: unknown,
  agentIds: string[],
): void {
  const here = io.of("/").adapter.rooms;
  const rooms = SIGHTS.filter(
    ({ isWatched }) => !isWatched || !OWN_EVENTS.has(event),
  ).flatMap((sight) =>
    agentIds
      .map((id) => ({ ...sight, name: nameOf(id, sight) }))
      .filter(({ name }) => here.has(name)),
  );
  const [masked, open] = [true, false].map((wanted) =>
    rooms.filter(({ isMasked }) => isMasked === wanted).map(({ name }) => name),
  ) as [string[], string[]];
  if (open.length > 0) io.local.to(open).emit(event, payload);
  if (masked.length > 0)
    io.local.to(masked).emit(event, maskedPayload(event, payload));
}

function maskedPayload(event: string, payload: unknown): unknown {
  // A node with another version may send an event that is not known here.
  if (!Object.hasOwn(liveEventSchemas, event)) return payload;
  return maskContacts(liveEventSchemas[event as LiveEventName], payload);
}
