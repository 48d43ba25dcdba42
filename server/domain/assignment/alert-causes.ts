import { Prisma } from "#server/db/client.ts";

/**
 * When an alert ends automatically because its cause is gone: SQL over an alert `al`. It is evaluated when
 * alerts are read, so no other code has to end them.
 */

/** SQL: the alert's thread exists and meets a condition on `t`. */
const thread = (condition: string) =>
  Prisma.raw(
    `exists (select 1 from thread t where t.id = al."threadId" and (${condition}))`,
  );

/** SQL: the alert's lead is gone, or a condition on `l` no longer holds. */
const lead = (condition: string) =>
  Prisma.raw(
    `not exists (select 1 from lead l where l.id = (al.detail->>'leadId')::uuid and (${condition}))`,
  );

export const causeIsOver = Prisma.sql`(case
  when al.kind = 'unassigned' then ${thread(
    `t."ownerId" is not null or t.status = 'closed'`,
  )}
  when al.kind in ('nobody_logged_in', 'nobody_available') then ${thread(
    `t.status <> 'waiting' or t."ownerId" is not null or t."queuedAt" > al."createdAt"
      or exists (select from offer o where o."threadId" = t.id and o.kind = 'ring'
        and o."createdAt" >= al."createdAt")
      or (al.kind = 'nobody_logged_in' and exists (select from queue_member m join agent x on x.id = m."agentId"
        where m."queueId" = t."routedToId" and m."loggedIn" and x."disabledAt" is null and x.presence <> 'offline'))`,
  )}
  when al.kind in ('owner_silent', 'owner_offline', 'nudge') then ${thread(
    `t.status <> 'open' or t."waitingSince" is null
      or t."ownerId"::text is distinct from coalesce(al.detail->'owner'->>'id', t."ownerId"::text)`,
  )}
  when al.kind in ('reply_due', 'reply_late') then ${thread(
    `t.status = 'closed' or t."waitingSince" is null or t."waitingSince" > al."createdAt"
      or (al.kind = 'reply_due' and exists (select from alert later where later."threadId" = t.id
        and later.kind = 'reply_late' and later.detail->>'since' = al.detail->>'since'))`,
  )}
  when al.kind in ('third_transfer', 'requeued') then ${thread(
    `t.status = 'closed' or (t."ownerId" is not null and t."waitingSince" is null)`,
  )}
  when al.kind = 'missed_offers' then exists (select 1 from agent x
    where x.id::text = al.detail->'agent'->>'id' and (x."disabledAt" is not null
      or (x.presence = 'available' and x."presenceSince" > al."createdAt")))
  when al.kind = 'mention' then not exists (select 1 from mention m
    where m."messageId"::text = al.detail->>'messageId' and m."agentId" = al."agentId" and m."seenAt" is null)
  when al.kind = 'reviewer_ends' then exists (select 1 from agent x
    where x.id::text = al.detail->'agent'->>'id' and (x."disabledAt" is not null
      or x."expiresAt" is distinct from (al.detail->>'until')::timestamptz))
  when al.kind = 'lead_waiting' then ${lead(`l."ownerId" is null`)}
  when al.kind = 'lead_late' then ${lead(`l."firstTouchAt" is null`)}
  when al.kind = 'lead_stalled' then ${lead(
    `not exists (select 1 from lead_attempt h where h."leadId" = l.id and h."actorId" is not null and h.at > al."createdAt")`,
  )}
  when al.kind = 'lead_expiring' then ${lead(`l.state <> 'synced'`)}
  else false end)`;
