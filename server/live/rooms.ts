import type { Server, Socket } from "socket.io";
import {
  liveEventSchemas,
  type LiveEventName,
} from "#contract/live/live-events.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { hideFields } from "#server/domain/access/hide-fields.ts";
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

type Viewer = Pick<
  Actor,
  "agentId" | "seenBy" | "contactLimit" | "hiddenFields"
>;

/** The sockets of this node, in a room for all that get the same of each event. */
export type Rooms = {
  /** The sockets here that get the same as this viewer's. */
  sizeOf(viewer: Viewer): number;
  join(socket: Socket, viewer: Viewer): void;
  /** Emits an event to the agents' sockets of this node, without what each may not see of customers. */
  emit(
    event: string,
    payload: unknown,
    agentIds: string[],
    /** Screens get it beside the payload, and answer with `shown`. */
    trace?: string | null,
  ): void;
};

/** To be called once the adapter is set. */
export function createRooms(io: Server): Rooms {
  const { adapter } = io.of("/");
  /** The rooms of agents to whom own fields are hidden, with these fields, by the name without them. */
  const limited = new Map<string, Map<string, readonly string[]>>();
  adapter.on("delete-room", (room: string) => {
    const base = room.slice(0, room.indexOf(LIMIT_SIGN));
    const ofAgent = limited.get(base);
    if (ofAgent?.delete(room) && ofAgent.size === 0) limited.delete(base);
  });
  return {
    sizeOf: (viewer) => adapter.rooms.get(roomOf(viewer))?.size ?? 0,
    join(socket, viewer) {
      const { hiddenFields = [] } = viewer;
      const room = roomOf(viewer);
      if (hiddenFields.length > 0) {
        const base = baseOf(viewer);
        const ofAgent =
          limited.get(base) ?? new Map<string, readonly string[]>();
        limited.set(base, ofAgent.set(room, hiddenFields));
      }
      void socket.join(room);
    },
    emit(event, payload, agentIds, trace) {
      const groups = new Map<string, Group>();
      for (const { name, isMasked } of basesOf(event, agentIds)) {
        const rooms: [string, readonly string[]][] = [
          [name, []],
          ...(limited.get(name) ?? []),
        ];
        for (const [room, hiddenFields] of rooms)
          if (adapter.rooms.has(room))
            addTo(groups, { isMasked, hiddenFields }, room);
      }
      for (const { rooms, ...sight } of groups.values())
        io.local
          .to(rooms)
          .emit(
            event,
            shownPayload(event, payload, sight),
            ...(trace ? [trace] : []),
          );
    },
  };
}

/** Rooms of sockets that get the same payload. */
type Group = {
  isMasked: boolean;
  hiddenFields: readonly string[];
  rooms: string[];
};

function addTo(
  groups: Map<string, Group>,
  sight: Omit<Group, "rooms">,
  room: string,
): void {
  const key = JSON.stringify([sight.isMasked, sight.hiddenFields]);
  const group = groups.get(key) ?? { ...sight, rooms: [] };
  group.rooms.push(room);
  groups.set(key, group);
}

/** Between the name of a room and the fields that are hidden in it; no id of an agent has it. */
const LIMIT_SIGN = "|";

function roomOf(viewer: Viewer): string {
  const { hiddenFields = [] } = viewer;
  const limit =
    hiddenFields.length === 0 ? "" : LIMIT_SIGN + JSON.stringify(hiddenFields);
  return baseOf(viewer) + limit;
}

function baseOf({ agentId, seenBy, contactLimit }: Viewer): string {
  const isMasked = contactLimit !== undefined;
  return nameOf(agentId, { isWatched: seenBy !== undefined, isMasked });
}

function nameOf(agentId: string, { isWatched, isMasked }: Sight): string {
  return `${isMasked ? "masked-" : ""}${isWatched ? "seen" : "agent"}:${agentId}`;
}

function basesOf(
  event: string,
  agentIds: string[],
): { name: string; isMasked: boolean }[] {
  return SIGHTS.filter(
    ({ isWatched }) => !isWatched || !OWN_EVENTS.has(event),
  ).flatMap((sight) =>
    agentIds.map((id) => ({
      name: nameOf(id, sight),
      isMasked: sight.isMasked,
    })),
  );
}

function shownPayload(
  event: string,
  payload: unknown,
  { isMasked, hiddenFields }: Omit<Group, "rooms">,
): unknown {
  // A node with another version may send an event that is not known here.
  if (!Object.hasOwn(liveEventSchemas, event)) return payload;
  const schema = liveEventSchemas[event as LiveEventName];
  const shown = hideFields(schema, payload, { hiddenFields });
  return isMasked ? maskContacts(schema, shown) : shown;
}
