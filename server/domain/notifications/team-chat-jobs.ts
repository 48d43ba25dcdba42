import type {
  TeamChatKind,
  TeamChatTest,
} from "#contract/notifications/team-chat.ts";
import type { Locale } from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import type { SaidAlert } from "./team-chat-words.ts";

/*
 * An alert for a team chat is a row for each chat, written with the alert: one for an alert and a chat.
 * due → claimed until `dueAt`, by raising it → gone: the chat took it, or refused it for good, or it is of no use any
 * more. A process that ends before that leaves it, and it is sent again; a signed webhook and LINE know it by its id.
 */

/** A claim ends after this time; an attempt is shorter. */
const LEASE_SECONDS = 60;
/** An alert that no chat took for this long is of no use. */
const USELESS_AFTER = "6 hours";
/** Slack takes one message a second from a webhook. */
const PACE = "1 second";

export const TEAM_CHAT_DUE = Prisma.sql`"dueAt" <= ${ROUNDED_NOW}`;

/** SQL: writes the rows of raised alerts `r` (id, kind, agentId) that chats want. Alerts to one agent stay with them. */
export const writeTeamChatPosts = Prisma.sql`
  insert into team_chat_post (id, "teamChatId", "alertId")
  select gen_random_uuid(), c.id, r.id from raised r join team_chat c on c."on" and r.kind = any(c.alerts)
  where r."agentId" is null returning 1`;

/** Where an alert is sent, with its secrets opened. */
export type TeamChatTarget = {
  kind: TeamChatKind;
  url: string | null;
  secret: string | null;
  recipient: string | null;
};

export type ClaimedPost = {
  id: string;
  teamChatId: string;
  attempts: number;
  target: TeamChatTarget;
  locale: Locale;
  alert: SaidAlert;
};

type ChatRow = {
  kind: string;
  urlSealed: string | null;
  secretSealed: string | null;
  recipient: string | null;
  locale: string;
};

/** Claims the alert that has been due for the longest; undefined: none is due. */
export async function claimTeamChatPost({
  db: { sql },
  vault,
}: Context): Promise<ClaimedPost | undefined> {
  await sql.$executeRaw(Prisma.sql`
    delete from team_chat_post p using team_chat c where c.id = p."teamChatId" and p.${TEAM_CHAT_DUE}
      and (not c."on" or p."createdAt" < now() - ${USELESS_AFTER}::interval)`);
  const [row] = await sql.$queryRaw<
    (ChatRow & {
      id: string;
      teamChatId: string;
      attempts: number;
      alert: SaidAlert;
    })[]
  >(Prisma.sql`
    with claimed as (
      update team_chat_post set "dueAt" = now() + ${LEASE_SECONDS}::int * interval '1 second', attempts = attempts + 1
      where id = (select p.id from team_chat_post p join team_chat c on c.id = p."teamChatId"
        where p.${TEAM_CHAT_DUE} and (c."triedAt" is null or c."triedAt" <= now() - ${PACE}::interval)
        order by p."dueAt", p.id limit 1 for update of p skip locked)
      returning id, "teamChatId", "alertId", attempts),
    paced as (update team_chat c set "triedAt" = now() from claimed where c.id = claimed."teamChatId")
    select p.id, p."teamChatId", p.attempts, c.kind, c."urlSealed", c."secretSealed", c.recipient, c.locale,
      jsonb_build_object('id', al.id, 'kind', al.kind, 'threadId', al."threadId", 'at', to_json(al."createdAt"),
        'detail', al.detail,
        'customer', case when c."showsText" then (select cu.name from thread t join customer cu on cu.id = t."customerId"
          where t.id = al."threadId") end,
        'text', case when c."showsText" then (select left(m.text, 200) from thread t join message m on m.id = t."lastMessageId"
          where t.id = al."threadId" and m.direction = 'in') end,
        'lead', case when c."showsText" then al.detail->>'name' end) as alert
    from claimed p join team_chat c on c.id = p."teamChatId" join alert al on al.id = p."alertId"`);
  if (!row) return undefined;
  const { id, teamChatId, attempts, alert, locale } = row;
  const target = open(vault, row);
  return { id, teamChatId, attempts, alert, locale: locale as Locale, target };
}

function open(
  vault: Context["vault"],
  { kind, urlSealed, secretSealed, recipient }: ChatRow,
): TeamChatTarget {
  return {
    kind: kind as TeamChatKind,
    url: urlSealed === null ? null : vault.open(urlSealed),
    secret: secretSealed === null ? null : vault.open(secretSealed),
    recipient,
  };
}

/** @throws AppError forbidden, not_found */
export async function loadTestChat(
  { db, vault }: Context,
  actor: Actor,
  id: string,
): Promise<{ target: TeamChatTarget; locale: Locale }> {
  requireAction(actor, "settings.manage");
  const [row] = await db.sql.$queryRaw<ChatRow[]>(Prisma.sql`
    select kind, "urlSealed", "secretSealed", recipient, locale from team_chat where id = ${id}::uuid`);
  if (!row) throw new AppError("not_found", { id });
  return { target: open(vault, row), locale: row.locale as Locale };
}

export async function finishTeamChatPost(sql: Sql, id: string): Promise<void> {
  await sql.$executeRaw(
    Prisma.sql`delete from team_chat_post where id = ${id}::uuid`,
  );
}

export async function postponeTeamChatPost(
  sql: Sql,
  id: string,
  waitMs: number,
): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update team_chat_post set "dueAt" = now() + ${Math.round(waitMs)}::int * interval '1 millisecond'
    where id = ${id}::uuid`);
}

/** Keeps what the chat answered last. */
export async function noteTeamChatAnswer(
  sql: Sql,
  id: string,
  { outcome, status, detail }: TeamChatTest,
): Promise<void> {
  const isTaken = outcome === "accepted";
  const error = isTaken
    ? null
    : [outcome, status, detail].filter((part) => part !== null).join(" · ");
  await sql.$executeRaw(Prisma.sql`
    update team_chat set error = ${error}, "lastSentAt" = case when ${isTaken} then now() else "lastSentAt" end
    where id = ${id}::uuid`);
}
