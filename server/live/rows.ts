import type { Server, Socket } from "socket.io";
import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { amongVisible } from "#server/domain/messages/get-thread.ts";
import type { Signalling } from "#server/pipeline/outbound/signals.ts";

type Viewers = LiveEvents["viewers.updated"];

/** A list draws far fewer rows at a time. */
const MAX_ROWS = 100;
const rowsSchema = z.array(idSchema).max(MAX_ROWS);

/** The room of the sockets that show a row of the thread. */
const ROOM = "row:";

/**
 * `rows ([threadId], answer)` from a screen: the threads whose rows it shows
 * now, in place of those before. From then on it gets viewers.updated of those
 * that its agent may see, beginning with the answer: those that are open
 * somewhere. While one list is looked up, only the newest of the next waits.
 */
export function watchRows(
  { context, viewing }: Signalling,
  socket: Pick<Socket, "on" | "join" | "leave" | "rooms" | "connected">,
  watcher: () => Promise<Actor | null>,
): void {
  type Answer = (known: { items: Viewers[] }) => void;
  type Wish = { ids: string[]; answer: Answer | null };
  let next: Wish | null = null;
  let isBusy = false;

  async function apply({ ids, answer }: Wish): Promise<void> {
    const actor = ids.length > 0 ? await watcher() : null;
    const visible = actor ? await amongVisible(context.db.sql, actor, ids) : [];
    // Rooms that it joins after its end would stay for ever.
    if (!socket.connected) return;
    const rooms = new Set(visible.map(roomOfRow));
    for (const room of [...socket.rooms])
      if (room.startsWith(ROOM) && !rooms.has(room)) void socket.leave(room);
    for (const room of rooms) void socket.join(room);
    const items: Viewers[] = visible.map((threadId) => ({
      threadId,
      viewers: viewing.viewersOf(threadId),
    }));
    answer?.({ items: items.filter(({ viewers }) => viewers.length > 0) });
  }

  async function work(): Promise<void> {
    isBusy = true;
    for (let wish = next; wish; wish = next) {
      next = null;
      try {
        await apply(wish);
      } catch (error) {
        // The next list of the screen asks for it again.
        context.log.debug({ err: error }, "rows not watched");
      }
    }
    isBusy = false;
  }

  socket.on("rows", (raw: unknown, answer?: unknown) => {
    const ids = rowsSchema.safeParse(raw);
    if (!ids.success) return;
    const isAsked = typeof answer === "function";
    next = { ids: ids.data, answer: isAsked ? (answer as Answer) : null };
    if (!isBusy) void work();
  });
}

/** Tells the screens of this node that show a row of the thread. */
export function tellRows(io: Server, payload: Viewers): void {
  io.local.to(roomOfRow(payload.threadId)).emit("viewers.updated", payload);
}

function roomOfRow(threadId: string): string {
  return ROOM + threadId;
}
