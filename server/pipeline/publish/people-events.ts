import type { LiveEventName } from "#contract/live/live-events.ts";
import type { Presence } from "#contract/people/agent.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { agentHere, agentsHere } from "#server/domain/access/devices-here.ts";
import { admittedSql } from "#server/domain/access/load-actor.ts";
import { seesCustomer } from "#server/domain/access/visible-customer.ts";
import { visiblePredicate } from "#server/domain/access/visible.ts";
import {
  alertPredicate,
  loadAlerts,
} from "#server/domain/assignment/alerts.ts";
import {
  loadChannelForScreens,
  managesChannel,
} from "#server/domain/channels/channels.ts";
import { readDraft } from "#server/domain/conversations/replies/drafts.ts";
import type { Context } from "#server/domain/context.ts";
import { loadNotification } from "#server/domain/notifications/notifications.ts";
import { selectLeadOffers } from "#server/domain/leads/offering/list-lead-offers.ts";
import { selectLeads } from "#server/domain/leads/rows/lead-rows.ts";
import { leadPredicate } from "#server/domain/access/visible-lead.ts";
import { agentsOf, type AddressedEvent, type Row } from "./addressed-event.ts";

const ABOUT_PEOPLE: ReadonlySet<Row["kind"]> = new Set<LiveEventName>([
  "presence.updated",
  "draft.updated",
  "offer.ended",
  "access.changed",
  "alert.created",
  "alert.ended",
  "notification.created",
  "notification.read",
  "lead.created",
  "lead.updated",
  "lead.removed",
  "customer.changed",
  "channel.updated",
  "settings.updated",
  "labels.changed",
  // Nothing is left of the thread that could say who saw it.
  "thread.removed",
]);

/** Whether an announcement can be published without its thread: about people, leads, settings, or a deleted thread. */
export function isOfPeople({
  kind,
  payload,
}: Pick<Row, "kind" | "payload">): boolean {
  return ABOUT_PEOPLE.has(kind) || isOfLeadOffer({ kind, payload });
}

/** Whether a lead begins to ring. */
export function isOfLeadOffer({
  kind,
  payload,
}: Pick<Row, "kind" | "payload">): boolean {
  return kind === "offer.created" && payload.leadId !== undefined;
}

/** The events of one such announcement, read with statements of their own. */
export async function peopleEvents(
  context: Context,
  tx: Sql,
  row: Row,
): Promise<AddressedEvent[]> {
  const { payload } = row;
  switch (row.kind) {
    case "presence.updated":
      return presenceEvents(tx, payload.agentId ?? "");
    case "draft.updated":
      return draftEvents(tx, row);
    case "offer.created":
      return leadOfferEvents(tx, payload.offerIds ?? []);
    case "offer.ended":
      return [
        {
          event: "offer.ended",
          payload: {
            ...(payload.leadId === undefined
              ? { threadId: row.threadId ?? "" }
              : { leadId: payload.leadId }),
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
      return alertEvents(tx, payload.alertId ?? "");
    case "alert.ended":
      return [
        {
          event: "alert.ended",
          payload: { alertId: payload.alertId ?? "" },
          agentIds: await alertRecipients(tx, payload.alertId ?? ""),
        },
      ];
    case "notification.created":
      return notificationEvents(tx, payload.notificationId ?? "");
    case "notification.read":
      return [
        {
          event: "notification.read",
          payload: { ids: payload.notificationIds ?? [] },
          agentIds: payload.agentId ? [payload.agentId] : [],
        },
      ];
    case "lead.created":
    case "lead.updated":
      return leadEvents(tx, row.kind, payload.leadId ?? "");
    case "lead.removed":
      return [
        {
          event: "lead.removed",
          payload: { leadId: payload.leadId ?? "" },
          agentIds: payload.agentIds ?? [],
        },
      ];
    case "customer.changed":
      return customerEvents(tx, payload.customerId ?? "");
    case "channel.updated":
      return channelEvents(context, tx, payload.channelId ?? "");
    case "settings.updated":
      return payload.what === undefined
        ? []
        : [
            {
              event: "settings.updated",
              payload: { what: payload.what },
              agentIds: await teammatesHere(tx),
            },
          ];
    case "thread.removed":
      return [
        {
          event: "thread.removed",
          payload: { threadId: row.threadId ?? "" },
          agentIds: await teammatesHere(tx),
        },
      ];
    case "labels.changed":
      return [
        {
          event: "labels.changed",
          payload: {},
          agentIds: await teammatesHere(tx),
        },
      ];
    default:
      return [];
  }
}

/** To the devices of its author alone. */
async function draftEvents(
  tx: Sql,
  { threadId, payload: { agentId, draft: kind } }: Row,
): Promise<AddressedEvent[]> {
  if (!threadId || !agentId || !kind) return [];
  const draft = await readDraft(tx, agentId, threadId, kind);
  return [{ event: "draft.updated", payload: { draft }, agentIds: [agentId] }];
}

/** A lead goes to everyone here who may see it now. */
async function leadEvents(
  tx: Sql,
  event: "lead.created" | "lead.updated",
  leadId: string,
): Promise<AddressedEvent[]> {
  const to = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select a.id as "agentId" from lead l left join channel ch on ch.id = l."channelId" cross join agent a
    where l.id = ${leadId}::uuid and a.id in ${agentsHere} and ${leadPredicate}`);
  if (to.length === 0) return [];
  const [lead] = await selectLeads(tx, Prisma.sql`l.id = ${leadId}::uuid`);
  return lead ? [{ event, payload: { lead }, agentIds: agentsOf(to) }] : [];
}

/** To the agents for whom it still rings. */
async function leadOfferEvents(
  tx: Sql,
  offerIds: string[],
): Promise<AddressedEvent[]> {
  const open = await selectLeadOffers(
    tx,
    Prisma.sql`o.id = any(${offerIds}::uuid[]) and ${agentHere(Prisma.sql`o."agentId"`)}`,
  );
  const alike = Map.groupBy(open, ({ offer }) => JSON.stringify(offer));
  return [...alike.values()].flatMap((group): AddressedEvent[] => {
    const [first] = group;
    if (!first) return [];
    const { leadId: _, ...payload } = first.offer;
    return [{ event: "offer.created", payload, agentIds: agentsOf(group) }];
  });
}

/** To every teammate here who may see one of the customer's threads, or all customers. */
async function customerEvents(
  tx: Sql,
  customerId: string,
): Promise<AddressedEvent[]> {
  const to = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select a.id as "agentId" from agent a
    where a.id in ${agentsHere} and ${seesCustomer(Prisma.sql`${customerId}::uuid`)}`);
  return [
    {
      event: "customer.changed",
      payload: { customerId },
      agentIds: agentsOf(to),
    },
  ];
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

async function presenceEvents(
  tx: Sql,
  agentId: string,
): Promise<AddressedEvent[]> {
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
      agentIds: await teammatesHere(tx, agentId),
    },
  ];
}

/** Teammates, without reviewers: a reviewer gets events only about themselves (`alsoId`). */
async function teammatesHere(
  tx: Sql,
  alsoId: string | null = null,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ agentId: string }[]>(
    Prisma.sql`select distinct here."agentId" from ${agentsHere} here
      join agent a on a.id = here."agentId" and (a.role <> 'reviewer' or a.id = ${alsoId}::uuid)`,
  );
  return agentsOf(rows);
}

/**
 * An alert goes to its agent or to the supervisors it is for. An alert about a
 * thread, also one in its detail, goes only to agents who may see that thread.
 */
async function alertEvents(
  tx: Sql,
  alertId: string,
): Promise<AddressedEvent[]> {
  const [alert] = await loadAlerts(tx, [alertId]);
  if (!alert) return [];
  const named = Prisma.sql`exists (
    select 1 from thread t where t.id::text = al.detail->>'threadId' and ${visiblePredicate})`;
  const to = await tx.$queryRaw<
    { agentId: string; named: boolean }[]
  >(Prisma.sql`
    select distinct a.id as "agentId", ${named} as named from alert al cross join agent a
    where al.id = ${alertId}::uuid and a.id in ${agentsHere} and ${alertPredicate}
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

async function notificationEvents(
  tx: Sql,
  id: string,
): Promise<AddressedEvent[]> {
  const loaded = await loadNotification(tx, id);
  if (!loaded) return [];
  const { agentId, notification } = loaded;
  return [
    {
      event: "notification.created",
      payload: { notification },
      agentIds: [agentId],
    },
  ];
}

/** An alert that ends is only an id: where its thread was deleted, all of its receivers are told. */
async function alertRecipients(tx: Sql, alertId: string): Promise<string[]> {
  const to = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select distinct a.id as "agentId" from alert al cross join agent a
    where al.id = ${alertId}::uuid and a.id in ${agentsHere} and ${alertPredicate}
      and (al."threadId" is null or exists (select 1 from thread t where t.id = al."threadId"
        and (t."deletedAt" is not null or ${visiblePredicate})))`);
  return agentsOf(to);
}

/** Agents who manage channels get all fields, the others those that they may know. */
async function channelEvents(
  context: Context,
  tx: Sql,
  channelId: string,
): Promise<AddressedEvent[]> {
  const here = await tx.$queryRaw<{ agentId: string; manages: boolean }[]>(
    Prisma.sql`select a.id as "agentId", ${managesChannel} as manages from agent a
      join channel ch on ch.id = ${channelId}::uuid
      where ${admittedSql} and a.id in ${agentsHere}
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
