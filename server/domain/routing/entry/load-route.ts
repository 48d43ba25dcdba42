import type { OfficeState } from "#contract/hours/hours.ts";
import {
  routeRulesSchema,
  segmentsAsked,
  type RuleFacts,
} from "#contract/routing/route-rules.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { languageIsComing } from "#server/domain/customers/language.ts";
import { segmentsOf } from "#server/domain/customers/segment-members.ts";
import type { ChannelRoute } from "#server/domain/routing/decide/route.ts";
import { toDestination } from "#server/domain/destinations/destination.ts";
import type { Places } from "./places.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/** A channel's routing settings and its automatic messages. */
export type LoadedChannel = {
  departmentId: string | null;
  route: ChannelRoute;
  messages: Record<Exclude<OfficeState, "open">, string | null>;
  weight: number;
  agentLimit: number | null;
};

type ChannelRow = {
  id: string;
  departmentId: string | null;
  hours: unknown;
  rules: unknown;
  weight: number;
  agentLimit: number | null;
  reopenHours: number;
} & Record<
  | "openType"
  | "openId"
  | "closedType"
  | "closedId"
  | "closedMessage"
  | "breakType"
  | "breakId"
  | "breakMessage"
  | "holidayType"
  | "holidayId"
  | "holidayMessage",
  string | null
>;

export async function loadChannels(
  tx: Pick<Sql, "$queryRaw">,
  states: Pick<ThreadState, "channelId">[],
  loading: Pick<Places, "office"> | Promise<Pick<Places, "office">>,
): Promise<Map<string, LoadedChannel>> {
  const ids = [...new Set(states.map(({ channelId }) => channelId))];
  const rows = await tx.$queryRaw<ChannelRow[]>(Prisma.sql`
    select id, "departmentId", hours, rules, weight, "agentLimit", "reopenHours", "openType", "openId", "closedType", "closedId",
      "closedMessage", "breakType", "breakId", "breakMessage", "holidayType", "holidayId", "holidayMessage"
    from channel where id = any(${ids}::uuid[])`);
  const places = await loading;
  return new Map(
    rows.map((row) => [
      row.id,
      {
        departmentId: row.departmentId,
        weight: row.weight,
        agentLimit: row.agentLimit,
        messages: {
          out_of_office: row.closedMessage,
          break: row.breakMessage ?? row.closedMessage,
          holiday: row.holidayMessage ?? row.closedMessage,
        },
        route: {
          office: places.office(row.hours, row.departmentId),
          rules: readRules(row.rules),
          destinations: destinationsOf(row),
          reopenHours: row.reopenHours,
        },
      },
    ]),
  );
}

function destinationsOf(row: ChannelRow): ChannelRoute["destinations"] {
  const to = (type: string | null, id: string | null) =>
    toDestination({ type, id });
  const closed = to(row.closedType, row.closedId);
  return {
    open: to(row.openType, row.openId),
    out_of_office: closed,
    break: to(row.breakType, row.breakId) ?? closed,
    holiday: to(row.holidayType, row.holidayId) ?? closed,
  };
}

function readRules(value: unknown): ChannelRoute["rules"] {
  const parsed = routeRulesSchema.safeParse(value);
  return parsed.success ? parsed.data : [];
}

export type Facts = RuleFacts & {
  accountOwnerId: string | null;
  isNew: boolean;
};

type FactsRow = {
  id: string;
  customerId: string;
  message: string | null;
  referral: { ref?: string | null; adId?: string | null } | null;
  formId: string | null;
  locale: string | null;
  accountOwnerId: string | null;
  isNew: boolean;
  labelIds: string[];
  stageId: string | null;
  returning: boolean;
};

/** A followed link or a submitted form counts as the origin of messages within this time. */
const ARRIVAL_MS = 24 * 3_600_000;

/** A conversation is routed at its beginning, so a few messages are all there are. */
const MAX_MESSAGES_READ = 10;

/** Loads the facts that routing rules test, by thread. Segments are looked for only where a rule of the channels asks for one. */
export async function loadFacts(
  tx: Sql,
  states: ThreadState[],
  now: Date,
  loading: Promise<Map<string, LoadedChannel>>,
): Promise<Map<string, Facts>> {
  const [rows, channels] = await Promise.all([
    readFacts(tx, states, now),
    loading,
  ]);
  const asked = [...channels.values()].flatMap(({ route }) =>
    segmentsAsked(route.rules),
  );
  const customerIds = rows.map(({ customerId }) => customerId);
  const segments = await segmentsOf(tx, {
    customerIds,
    segmentIds: asked,
    now,
  });
  return new Map(
    rows.map(({ id, customerId, referral, locale, ...row }) => [
      id,
      {
        ...row,
        referral: referral?.ref ?? null,
        adId: referral?.adId ?? null,
        language: locale,
        segmentIds: segments.get(customerId) ?? [],
      },
    ]),
  );
}

function readFacts(
  tx: Sql,
  states: ThreadState[],
  now: Date,
): Promise<FactsRow[]> {
  const ids = states.map(({ id }) => id);
  const from = new Date(now.getTime() - ARRIVAL_MS);
  return tx.$queryRaw<FactsRow[]>(Prisma.sql`
    select t.id, t."customerId", c.locale, c."accountOwnerId", c."stageId", ${languageIsComing(now)} as "isNew",
      (select string_agg(w.text, chr(10)) from (select m.text from message m where m."threadId" = t.id and m.direction = 'in'
        and m.text is not null and m."deletedAt" is null and m."sentAt" > ${from}::timestamptz
        and m."sentAt" > coalesce((select max(s."closedAt") from thread_session s where s."threadId" = t.id), '-infinity')
        order by m."sentAt" desc limit ${MAX_MESSAGES_READ}::int) w) as message,
      (select m.event->'referral' from message m where m."threadId" = t.id and m.direction = 'in'
        and m."sentAt" > ${from}::timestamptz and jsonb_typeof(m.event->'referral') = 'object'
        order by m."sentAt" desc limit 1) as referral,
      (select m.event->>'formId' from message m where m."threadId" = t.id and m.direction = 'in'
        and m."sentAt" > ${from}::timestamptz and m.event->>'type' = 'form'
        order by m."sentAt" desc limit 1) as "formId",
      array(select "labelId"::text from thread_label where "threadId" = t.id
        union select "labelId"::text from customer_label where "customerId" = t."customerId") as "labelIds",
      exists (select 1 from thread_session s where s."threadId" = t.id and s."closedAt" is not null) as returning
    from thread t join customer c on c.id = t."customerId" join identity i on i.id = t."identityId" where t.id = any(${ids}::uuid[])`);
}
