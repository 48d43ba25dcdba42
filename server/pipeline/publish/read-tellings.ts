import type { OfferEnd } from "#contract/routing/offer-end.ts";
import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Presence } from "#contract/people/agent.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { SettingsWhat } from "#contract/live/settings-what.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { agentsHere } from "#server/domain/access/devices-here.ts";
import {
  loadSeers,
  type Past,
  type Seer,
} from "#server/domain/access/seers.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { visiblePredicate } from "#server/domain/access/visible.ts";
import {
  alertPredicate,
  loadAlerts,
} from "#server/domain/assignment/alerts.ts";
import {
  loadChannelForScreens,
  managesChannel,
} from "#server/domain/channels/channels.ts";
import type { Context } from "#server/domain/context.ts";
import type { Sight } from "#server/domain/outbox/announcements.ts";
import { loadMessages } from "#server/domain/messages/message-rows.ts";
import {
  selectThreads,
  unreadCount,
  type ThreadView,
} from "#server/domain/messages/thread-rows.ts";
import { loadShownOffers, type ShownOffer } from "./shown-offers.ts";

/** What is to be told, by name; see domain/threads/announcements. */
export type Row = {
  id: bigint;
  kind: LiveEventName;
  threadId: string | null;
  messageId: string | null;
  payload: {
    before?: Sight;
    agentId?: string | null;
    agentIds?: string[];
    reason?: OfferEnd;
    offerIds?: string[];
    byId?: string | null;
    alertId?: string;
    channelId?: string;
    what?: SettingsWhat;
  };
};

/** One event for the agents who may see what it tells. */
export type Telling = {
  [Name in LiveEventName]: {
    event: Name;
    payload: LiveEvents[Name];
    agentIds: string[];
  };
}[LiveEventName];

/**
 * Reads what these rows tell, as it is now, and which connected agents may see
 * it now. In the order of the rows.
 * @param alsoMessages to be read along, because threads show them: with them,
 * rows about threads and messages take one turn to Postgres.
 */
export async function readTellings(
  context: Context,
  tx: Sql,
  rows: Row[],
  alsoMessages: string[] = [],
): Promise<Telling[]> {
  const now = context.clock.now();
  const threadIds = unique(
    rows.map((row) => (isOfPeople(row) ? null : row.threadId)),
  );
  const loaded = loadMessages(
    tx,
    unique([...rows.map(({ messageId }) => messageId), ...alsoMessages]),
  );
  const [messages, seers, threads, offers] = await Promise.all([
    loaded,
    loadSeers(tx, now, threadIds, rows.flatMap(pastOf)),
    loadThreads(tx, threadIds, loaded),
    loadShownOffers(
      tx,
      rows.flatMap(({ payload }) => payload.offerIds ?? []),
    ),
  ]);
  const views = new Map(threads.map((view) => [view.thread.id, view]));
  const changes = Map.groupBy(
    rows.filter(({ kind }) => kind === "thread.updated"),
    ({ threadId }) => threadId,
  );
  const rings = Map.groupBy(
    rows.filter(({ kind }) => kind === "offer.created"),
    ({ threadId }) => threadId,
  );
  const offersOf = (some: Row[]): ShownOffer[] =>
    some.flatMap(({ payload }) =>
      (payload.offerIds ?? []).flatMap((id) => offers.get(id) ?? []),
    );
  const tellings: Telling[] = [];
  for (const row of rows) {
    if (isOfPeople(row)) {
      tellings.push(...(await tellPeople(context, tx, row)));
      continue;
    }
    const view = row.threadId === null ? undefined : views.get(row.threadId);
    if (!view) continue;
    // Several changes of a thread are told once, as it is now.
    const alike = changes.get(view.thread.id) ?? [];
    if (row.kind === "thread.updated" && row !== alike.at(-1)) continue;
    tellings.push(
      ...tellThread(row, {
        view,
        seeing: seers.now.get(view.thread.id) ?? [],
        message: (row.messageId && messages.get(row.messageId)) || undefined,
        couldSee: alike.flatMap(({ id, payload }) => [
          ...agentsOf(seers.before.get(id.toString()) ?? []),
          ...(payload.before?.alsoSeenBy ?? []),
        ]),
        offers: offersOf([row]),
        rungNow: new Set(agentsOf(offersOf(rings.get(view.thread.id) ?? []))),
      }),
    );
  }
  return tellings.filter(({ agentIds }) => agentIds.length > 0);
}

type Found = {
  view: ThreadView;
  seeing: Seer[];
  message: Message | undefined;
  /** Before any of its changes that are told now. */
  couldSee: string[];
  offers: ShownOffer[];
  /** Who is told now that it rings at them, and what it is with that. */
  rungNow: ReadonlySet<string>;
};

/** Pure. */
function tellThread(row: Row, found: Found): Telling[] {
  const { view, seeing, message, couldSee, offers, rungNow } = found;
  const { id: threadId } = view.thread;
  switch (row.kind) {
    case "message.created":
      if (!message) return [];
      return eachUnread(view, seeing, (thread, agentIds) => ({
        event: "message.created",
        payload: { message, thread },
        agentIds,
      }));
    case "message.updated":
      if (!message) return [];
      return [
        {
          event: "message.updated",
          payload: { message },
          agentIds: agentsOf(seeing),
        },
      ];
    case "typing":
      return [
        {
          event: "typing",
          payload: { threadId, agentId: row.payload.agentId ?? null },
          agentIds: agentsOf(seeing),
        },
      ];
    case "offer.created":
      return eachShown(offers, (shown, asked) =>
        eachUnread(
          view,
          seeing.filter(({ agentId }) => asked.has(agentId)),
          (thread, agentIds) => ({
            event: "offer.created",
            payload: { ...shown, thread },
            agentIds,
          }),
        ),
      );
    case "thread.updated": {
      // Those who could see it before and cannot now: for them it is gone.
      const can = new Set(agentsOf(seeing));
      const lost = unique(couldSee).filter((agentId) => !can.has(agentId));
      return [
        ...eachUnread(
          view,
          seeing.filter(({ agentId }) => !rungNow.has(agentId)),
          (thread, agentIds): Telling => ({
            event: "thread.updated",
            payload: { thread },
            agentIds,
          }),
        ),
        { event: "thread.removed", payload: { threadId }, agentIds: lost },
      ];
    }
    default:
      return [];
  }
}

function loadThreads(
  tx: Sql,
  ids: string[],
  loaded: Promise<Map<string, Message>>,
): Promise<ThreadView[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return selectThreads(
    tx,
    null,
    Prisma.sql`t.id = any(${ids}::uuid[])`,
    loaded,
  );
}

/** Its thread, as it was before the change that it tells of. */
function pastOf({ id, threadId, payload: { before } }: Row): Past[] {
  if (!before || threadId === null) return [];
  return [{ ...before, id: threadId, key: id.toString() }];
}

const ABOUT_PEOPLE: ReadonlySet<LiveEventName> = new Set<LiveEventName>([
  "presence.updated",
  "offer.ended",
  "access.changed",
  "alert.created",
  "alert.ended",
  "channel.updated",
  "settings.updated",
  "labels.changed",
]);

/** About people and not about a thread's content: read with statements of its own. */
export function isOfPeople({ kind }: Pick<Row, "kind">): boolean {
  return ABOUT_PEOPLE.has(kind);
}

async function tellPeople(
  context: Context,
  tx: Sql,
  row: Row,
): Promise<Telling[]> {
  const { payload } = row;
  const now = context.clock.now();
  switch (row.kind) {
    case "presence.updated":
      return tellPresence(tx, now, payload.agentId ?? "");
    case "offer.ended":
      return [
        {
          event: "offer.ended",
          payload: {
            threadId: row.threadId ?? "",
            reason: payload.reason ?? "moved",
            agentId: payload.agentId ?? null,
            by: await personOf(tx, payload.byId ?? null),
          },
          agentIds: payload.agentIds ?? [],
        },
      ];
    case "access.changed":
      return [
        {
          event: "access.changed",
          payload: {},
          agentIds: payload.agentIds ?? [],
        },
      ];
    case "alert.created":
      return tellAlert(tx, now, payload.alertId ?? "");
    case "alert.ended":
      return [
        {
          event: "alert.ended",
          payload: { alertId: payload.alertId ?? "" },
          agentIds: await whomAlertIsFor(tx, now, payload.alertId ?? ""),
        },
      ];
    case "channel.updated":
      return tellChannel(context, tx, payload.channelId ?? "");
    case "settings.updated":
      return payload.what === undefined
        ? []
        : [
            {
              event: "settings.updated",
              payload: { what: payload.what },
              agentIds: await everybodyHere(tx, now),
            },
          ];
    case "labels.changed":
      return [
        {
          event: "labels.changed",
          payload: {},
          agentIds: await everybodyHere(tx, now),
        },
      ];
    default:
      return [];
  }
}

async function personOf(
  tx: Sql,
  id: string | null,
): Promise<{ id: string; name: string } | null> {
  if (id === null) return null;
  const [person] = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = ${id}::uuid`,
  );
  return person ?? null;
}

type PresenceRow = {
  presence: Presence;
  text: string | null;
  message: string | null;
  until: Date | null;
  since: Date;
  reason: string | null;
};

async function tellPresence(
  tx: Sql,
  now: Date,
  agentId: string,
): Promise<Telling[]> {
  const [agent] = await tx.$queryRaw<PresenceRow[]>(Prisma.sql`
    select presence, "presenceText" as text, "presenceMessage" as message, "presenceUntil" as until,
      "presenceSince" as since, "presenceReason" as reason from agent where id = ${agentId}::uuid`);
  if (!agent) return [];
  return [
    {
      event: "presence.updated",
      payload: {
        agentId,
        ...agent,
        until: agent.until?.toISOString() ?? null,
        since: agent.since.toISOString(),
      },
      agentIds: await everybodyHere(tx, now, agentId),
    },
  ];
}

/** Colleagues, without reviewers: a reviewer hears of nobody but themselves (`alsoId`). */
async function everybodyHere(
  tx: Sql,
  now: Date,
  alsoId: string | null = null,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ agentId: string }[]>(
    Prisma.sql`select distinct here."agentId" from ${agentsHere(now)} here
      join agent a on a.id = here."agentId" and (a.role <> 'reviewer' or a.id = ${alsoId}::uuid)`,
  );
  return agentsOf(rows);
}

/** To its agent, or to the supervisors it is for; of a thread, also one in its detail, only to those who may see it. */
async function tellAlert(
  tx: Sql,
  now: Date,
  alertId: string,
): Promise<Telling[]> {
  const [alert] = await loadAlerts(tx, [alertId]);
  if (!alert) return [];
  const named = Prisma.sql`exists (
    select 1 from thread t where t.id::text = al.detail->>'threadId' and ${visiblePredicate})`;
  const to = await tx.$queryRaw<
    { agentId: string; named: boolean }[]
  >(Prisma.sql`
    select distinct a.id as "agentId", ${named} as named from alert al cross join agent a
    where al.id = ${alertId}::uuid and a.id in ${agentsHere(now)} and ${alertPredicate}
      and (al."threadId" is null or exists (select 1 from thread t where t.id = al."threadId" and ${visiblePredicate}))`);
  const { threadId: _, ...nameless } = alert.detail;
  return [
    {
      event: "alert.created",
      payload: { alert },
      agentIds: agentsOf(to.filter((one) => one.named)),
    },
    {
      event: "alert.created",
      payload: { alert: { ...alert, detail: nameless } },
      agentIds: agentsOf(to.filter((one) => !one.named)),
    },
  ];
}

async function whomAlertIsFor(
  tx: Sql,
  now: Date,
  alertId: string,
): Promise<string[]> {
  const to = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select distinct a.id as "agentId" from alert al cross join agent a
    where al.id = ${alertId}::uuid and a.id in ${agentsHere(now)} and ${alertPredicate}
      and (al."threadId" is null or exists (select 1 from thread t where t.id = al."threadId" and ${visiblePredicate}))`);
  return agentsOf(to);
}

/** All of it to those who manage pages, to the others what they may know. */
async function tellChannel(
  context: Context,
  tx: Sql,
  channelId: string,
): Promise<Telling[]> {
  const now = context.clock.now();
  const here = await tx.$queryRaw<{ agentId: string; manages: boolean }[]>(
    Prisma.sql`select a.id as "agentId", ${managesChannel} as manages from agent a
      join channel ch on ch.id = ${channelId}::uuid
      where ${admittedSql} and a.id in ${agentsHere(now)}
        and (a.role <> 'reviewer' or a."reviewChannelId" = ch.id)`,
  );
  if (here.length === 0) return [];
  const { whole, name } = await loadChannelForScreens(context, channelId);
  const managers = here.filter(({ manages }) => manages);
  const others = here.filter(({ manages }) => !manages || whole === null);
  return [
    ...(whole === null
      ? []
      : [
          {
            event: "channel.updated" as const,
            payload: { channel: whole },
            agentIds: agentsOf(managers),
          },
        ]),
    ...(name === null
      ? []
      : [
          {
            event: "channel.updated" as const,
            payload: { channel: name },
            agentIds: agentsOf(others),
          },
        ]),
  ];
}

/** One payload for all who have the same number unread and the same rights. */
function eachUnread(
  { thread, inboundCount }: ThreadView,
  viewers: Seer[],
  telling: (thread: Thread, agentIds: string[]) => Telling,
): Telling[] {
  return [true, false].flatMap((readOnly) => {
    const groups = Map.groupBy(
      viewers.filter(({ guest }) => guest === readOnly),
      ({ readCount }) => unreadCount(inboundCount, readCount),
    );
    return [...groups].map(([unread, group]) =>
      telling({ ...thread, unread, readOnly }, agentsOf(group)),
    );
  });
}

/** One for all whose offers show the same. */
function eachShown(
  offers: ShownOffer[],
  tell: (
    shown: ShownOffer["shown"],
    agentIds: ReadonlySet<string>,
  ) => Telling[],
): Telling[] {
  const alike = Map.groupBy(offers, ({ shown }) => JSON.stringify(shown));
  return [...alike.values()].flatMap((group) =>
    tell(group[0]!.shown, new Set(group.map(({ agentId }) => agentId))),
  );
}

function agentsOf(viewers: { agentId: string }[]): string[] {
  return viewers.map(({ agentId }) => agentId);
}

function unique(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
