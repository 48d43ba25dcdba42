import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { ResolvedEvent } from "./plan.ts";

/** `at` null: the vendor has not accepted it yet. */
type Known = {
  channelId: string;
  target: string;
  mid: string;
  at: Date | null;
};

/**
 * Replaces our own message ids in events by the vendor's. Some kinds name a
 * message of ours by either id; from here on every event has the vendor's. A
 * read event of such a kind also gets the message's time, since those kinds
 * have no watermark; until the message is accepted, the event waits for it. Events of the other kinds need no statement.
 */
export async function withVendorIds(
  tx: Sql,
  resolved: ResolvedEvent[],
  kinds: ReadonlySet<ChannelKind>,
): Promise<ResolvedEvent[]> {
  const wanted = resolved.flatMap(({ event, channel }) =>
    kinds.has(channel.kind)
      ? targetsOf(event).map((target) => ({ channelId: channel.id, target }))
      : [],
  );
  if (wanted.length === 0) return resolved;
  const rows = await tx.$queryRaw<Known[]>(Prisma.sql`
    with x as materialized (select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      as x("channelId" uuid, target text))
    select x."channelId", x.target, m."externalId" as mid, coalesce(m."platformAt", m."sentAt") as at
    from x join message m on m."channelId" = x."channelId" and m."externalId" = x.target
    union
    select x."channelId", x.target, coalesce(m."externalId", x.target),
      case when m."externalId" is not null then coalesce(m."platformAt", m."sentAt") end
    from x join message m on m.id = case when x.target ~ ${UUID} then x.target::uuid end
      and m."channelId" = x."channelId" and m.direction = 'out'`);
  const known = new Map(rows.map((row) => [keyOf(row), row]));
  return resolved.map((item) => named(item, known));
}

const UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

function keyOf({ channelId, target }: Pick<Known, "channelId" | "target">) {
  return `${channelId} ${target}`;
}

function targetsOf(event: ResolvedEvent["event"]): string[] {
  switch (event.type) {
    case "message":
      return event.replyToMid === null ? [] : [event.replyToMid];
    case "echo":
      return [
        event.mid,
        ...(event.replyToMid === null ? [] : [event.replyToMid]),
      ];
    case "delivered":
      return event.mids;
    case "read":
      return event.mid === null ? [] : [event.mid];
    case "edit":
    case "unsend":
    case "reaction":
      return [event.mid];
    default:
      return [];
  }
}

function named(
  item: ResolvedEvent,
  known: ReadonlyMap<string, Known>,
): ResolvedEvent {
  const { event, channel } = item;
  const find = (target: string) =>
    known.get(keyOf({ channelId: channel.id, target }));
  const mid = (target: string) => find(target)?.mid ?? target;
  const quoted = (target: string | null) => target && mid(target);
  switch (event.type) {
    case "message":
      return {
        ...item,
        event: { ...event, replyToMid: quoted(event.replyToMid) },
      };
    case "echo":
      return {
        ...item,
        event: {
          ...event,
          mid: mid(event.mid),
          replyToMid: quoted(event.replyToMid),
        },
      };
    case "delivered":
      return { ...item, event: { ...event, mids: event.mids.map(mid) } };
    case "read": {
      const read = event.mid === null ? undefined : find(event.mid);
      const watermark = read?.at ?? event.watermark;
      return {
        ...item,
        event: { ...event, mid: quoted(event.mid), watermark },
      };
    }
    case "edit":
    case "unsend":
    case "reaction":
      return { ...item, event: { ...event, mid: mid(event.mid) } };
    default:
      return item;
  }
}
