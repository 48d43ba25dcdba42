import type { LiveEventName } from "#contract/live/live-events.ts";
import { Prisma } from "#server/db/client.ts";
import { agentsHere } from "#server/domain/access/devices-here.ts";
import type { Context } from "#server/domain/context.ts";
import type { Row } from "./addressed-event.ts";
import type { EventSink } from "./event-publisher.ts";

/** A changed board is published this often at most. */
const EVERY_MS = 1_000;

/** The events that change a supervisor's board. */
const MOVING: ReadonlySet<Row["kind"]> = new Set<LiveEventName>([
  "thread.updated",
  "message.created",
  "presence.updated",
  "offer.created",
  "offer.ended",
  "access.changed",
]);

export type BoardTicker = {
  onPublished(kinds: ReadonlySet<Row["kind"]>): void;
  stop(): void;
};

/**
 * Publishes to supervisors that their board has changed: the first time at
 * once, then at most once a second while changes go on. The event has no
 * content: each screen fetches what its supervisor may see.
 */
export function startBoardTicker(
  context: Context,
  sink: EventSink,
): BoardTicker {
  let resting: NodeJS.Timeout | null = null;
  let moved = false;

  async function tell(): Promise<void> {
    moved = false;
    resting = setTimeout(() => {
      resting = null;
      if (moved) void tell();
    }, EVERY_MS);
    try {
      const rows = await context.db.sql.$queryRaw<{ id: string }[]>(
        Prisma.sql`select id from agent a where a.role in ('owner', 'admin', 'supervisor') and a."disabledAt" is null
          and a.id in ${agentsHere}`,
      );
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0) sink.emit("board.changed", {}, ids);
    } catch (error) {
      // The next change publishes it again, and a board also polls.
      context.log.debug({ err: error }, "board not told");
    }
  }

  return {
    onPublished(kinds) {
      if (![...kinds].some((kind) => MOVING.has(kind))) return;
      moved = true;
      if (resting === null) void tell();
    },
    stop() {
      if (resting !== null) clearTimeout(resting);
    },
  };
}
