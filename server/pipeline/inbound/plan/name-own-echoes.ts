import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { referenceOf } from "#server/pipeline/vendor/reference.ts";
import type { ResolvedEvent } from "./plan.ts";

/** The vendor's times are whole seconds of another clock. */
const CLOCK_SKEW_MS = 10_000;

type Doubtful = {
  messageId: string;
  channelId: string;
  customerId: string;
  text: string | null;
  since: Date;
};

/**
 * The vendor's history does not carry the reference that we sent along. A
 * message of ours whose sending ended in doubt would come back as a second
 * one, written elsewhere; told by person, text and time it gets its reference
 * again. Changes the events in place.
 */
export async function nameOwnEchoes(
  tx: Sql,
  resolved: ResolvedEvent[],
): Promise<void> {
  const written = resolved.filter(({ event }) => event.type === "echo");
  if (written.length === 0) return;
  const people = written.map(({ event, channel }) => ({
    channelId: channel.id,
    externalId: event.customerId,
  }));
  const doubtful = await tx.$queryRaw<Doubtful[]>(Prisma.sql`
    select m.id as "messageId", m."channelId", i."externalId" as "customerId", m.text,
      coalesce(j."startedAt", m."createdAt") as since
    from (select distinct "channelId", "externalId" from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      as x("channelId" uuid, "externalId" text)) x
    join identity i on i."channelId" = x."channelId" and i."externalId" = x."externalId"
    join thread t on t."identityId" = i.id
    join message m on m."threadId" = t.id and m."sentAt" > now() - interval '31 days'
    left join send_job j on j."messageId" = m.id
    where m."externalId" is null and m.direction = 'out' and m.kind = 'message'
      and (j.state in ('in_flight', 'uncertain') or m."errorCode" = 'maybe_sent')
    order by since`);
  for (const { event, channel } of resolved) {
    if (event.type !== "echo" || event.metadata !== null) continue;
    const { at, customerId } = event;
    const index = doubtful.findIndex(
      (one) =>
        one.channelId === channel.id &&
        one.customerId === customerId &&
        comparable(one.text) === comparable(event.text) &&
        (one.text !== null || event.attachments.length > 0) &&
        at !== null &&
        at.getTime() >= one.since.getTime() - CLOCK_SKEW_MS,
    );
    const [own] = index < 0 ? [] : doubtful.splice(index, 1);
    if (own) event.metadata = referenceOf(own.messageId);
  }
}

/** The vendor trims, and may write white space and accents another way. */
function comparable(text: string | null): string {
  return (text ?? "").normalize("NFC").replace(/\s+/gu, " ").trim();
}
