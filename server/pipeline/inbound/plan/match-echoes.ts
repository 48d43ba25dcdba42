import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Accepted } from "#server/domain/messages/delivery.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import { timeOf, type ResolvedEvent } from "./plan.ts";
import { messageIdOf } from "#server/pipeline/vendor/reference.ts";

type Echo = ResolvedEvent & {
  event: Extract<ResolvedEvent["event"], { type: "echo" }>;
};

type Match = { mid: string; channelId: string; messageId: string };

/**
 * Finds the echoes that are messages of ours. An echo matches by the reference
 * that we sent along, or by the vendor's id once we know it. Our own app's
 * echo without a reference matches the message that is being sent in its
 * thread at the moment.
 */
export async function matchEchoes(
  tx: Sql,
  resolved: ResolvedEvent[],
  stateOf: (item: ResolvedEvent) => ThreadState,
): Promise<{
  own: { item: ResolvedEvent; accepted: Accepted }[];
  matched: Set<ResolvedEvent>;
}> {
  const echoes = resolved.filter(
    (item): item is Echo => item.event.type === "echo",
  );
  if (echoes.length === 0) return { own: [], matched: new Set() };
  const wanted = echoes.map((echo) => ({
    mid: echo.event.mid,
    channelId: echo.channel.id,
    threadId: stateOf(echo).id,
    messageId: messageIdOf(echo.event.metadata),
    own: echo.event.appId === echo.channel.appId,
    text: echo.event.text,
    hasFile: echo.event.attachments.length > 0,
  }));
  const rows = await tx.$queryRaw<Match[]>(Prisma.sql`
    select distinct on (x.mid, x."channelId") x.mid, x."channelId", m.id as "messageId"
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(mid text, "channelId" uuid,
      "threadId" uuid, "messageId" uuid, own boolean, text text, "hasFile" boolean)
    join message m on m."channelId" = x."channelId" and m."threadId" = x."threadId"
      and m.direction = 'out' and m."authorType" in ('agent', 'system')
    left join send_job j on j."messageId" = m.id
    where m.id = x."messageId"
      or m."externalId" = x.mid
      or (x."messageId" is null and x.own and m."externalId" is null and j.state in ('in_flight', 'uncertain')
        and (m.text = x.text or (m.text is null and x."hasFile")))
    order by x.mid, x."channelId", m.id = x."messageId" desc, m."externalId" = x.mid desc`);
  const messageIds = new Map(
    rows.map((row) => [`${row.channelId} ${row.mid}`, row.messageId]),
  );
  const own: { item: ResolvedEvent; accepted: Accepted }[] = [];
  const matched = new Set<ResolvedEvent>();
  for (const echo of echoes) {
    const { event, channel } = echo;
    const messageId = messageIds.get(`${channel.id} ${event.mid}`);
    if (messageId === undefined) continue;
    matched.add(echo);
    const accepted = {
      messageId,
      externalId: event.mid,
      platformAt: event.at && timeOf(echo),
    };
    own.push({ item: echo, accepted });
  }
  return { own, matched };
}
