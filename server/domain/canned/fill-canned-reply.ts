import { isActive } from "#contract/canned/active.ts";
import type { FilledCannedReply } from "#contract/canned/canned-reply.ts";
import {
  fillVariables,
  type VariableValue,
} from "#contract/canned/variables.ts";
import { textFor, type LocalText } from "#contract/text/channel-texts.ts";
import { languageTagOf } from "#contract/text/vendor-locale.ts";
import { officeTimes } from "#contract/hours/office-times.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  shownAnswers,
  withoutFields,
} from "#server/domain/access/hide-fields.ts";
import {
  fillContact,
  maskFields,
} from "#server/domain/access/mask-contacts.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";
import {
  withTargets,
  type AnsweredForm,
  type StoredAnswer,
} from "#contract/leads/answer-targets.ts";
import { loadHours } from "#server/domain/settings/load-hours.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { copyCannedFiles } from "./canned-files.ts";
import { readCannedReply } from "./canned-replies.ts";

type Place = {
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  timezone: number | null;
  fields: Record<string, unknown>;
  page: string;
  queue: string | null;
  number: number | null;
  /** The agent's own, for customers. */
  displayName: string | null;
  schedule: unknown;
  departmentId: string | null;
  lead:
    | ({
        contact: Record<string, unknown> | null;
        answers: StoredAnswer[];
      } & AnsweredForm)
    | null;
};

// Families are named first there, and a given name alone is too familiar.
const WHOLE_NAMES =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * Makes a canned reply into a text for this thread's customer, in their
 * language if there is one, and counts the use.
 * @throws AppError not_found: the reply or the thread; wrong_state: it is not active now
 */
export async function fillCannedReply(
  context: Context,
  actor: Actor,
  id: string,
  { threadId }: { threadId: string },
): Promise<FilledCannedReply> {
  const { sql } = context.db;
  const reply = await readCannedReply(sql, actor, id);
  if (!isActive(reply, context.clock.now()))
    throw new AppError("wrong_state", {
      needs: "active",
      current: {
        activeFrom: reply.activeFrom,
        activeUntil: reply.activeUntil,
      },
    });
  const { bodies } = reply;
  const filled = await fillTexts(context, actor, threadId, bodies);
  const attachments = await copyCannedFiles(context, actor, id);
  await sql.$executeRaw(Prisma.sql`
    insert into canned_use ("cannedReplyId", "agentId", uses) values (${id}::uuid, ${actor.agentId}::uuid, 1)
    on conflict ("cannedReplyId", "agentId") do update set uses = canned_use.uses + 1`);
  return { ...filled, attachments };
}

/** Fills in the text for this thread's customer, in their language if there is one. @throws AppError not_found: the thread */
export async function fillTexts(
  { db, clock }: Pick<Context, "db" | "clock">,
  actor: Actor,
  threadId: string,
  bodies: LocalText,
): Promise<Omit<FilledCannedReply, "attachments">> {
  const [place] = await db.sql.$queryRaw<Place[]>(Prisma.sql`
    select c.name, c."firstName", c."lastName", c.locale, c.timezone, c.fields, ch.name as page, q.name as queue,
      t.number, q.schedule, t."departmentId",
      (select a.preferences->>'displayName' from agent a where a.id = ${actor.agentId}::uuid) as "displayName",
      (select json_build_object('contact', l.contact, 'answers', l.answers, 'mapping', f.mapping, 'questions', f.questions)
        from lead l left join channel ch on ch.id = l."channelId" left join lead_form f on f.id = l."formId"
        where l."customerId" = c.id and l.state = 'synced' and ${leadVisibleTo(actor)}
        order by l."createdTime" desc, l.id desc limit 1) as lead
    from thread t join customer c on c.id = t."customerId" join channel ch on ch.id = t."channelId"
    left join queue q on t."routedToType" = 'queue' and q.id = t."routedToId"
    where t.id = ${threadId}::uuid and ${visibleTo(actor)}`);
  if (!place) throw new AppError("not_found", { threadId });
  const [language, body] = bodyFor(bodies, place.locale);
  const tag = language === "*" ? place.locale : language;
  const now = clock.now();
  const nextOpen = body.includes("office.nextOpen")
    ? await nextOpening(db.sql, place, now)
    : null;
  const { text, missing } = fillVariables(
    body,
    valuesOf(place, actor, { now, nextOpen }),
    {
      language: (tag && languageTagOf(tag)) ?? "en",
      timeZone: offsetOf(place.timezone),
    },
  );
  return { text, missing, language };
}

/** The customer's language, else the text for all others, else the first. */
function bodyFor(
  bodies: LocalText,
  locale: string | null,
): [language: string, text: string] {
  const wanted = textFor(bodies, locale);
  const all = Object.entries(bodies);
  return all.find(([, text]) => text === wanted) ?? all[0] ?? ["*", ""];
}

function valuesOf(
  place: Place,
  actor: Actor,
  { now, nextOpen }: { now: Date; nextOpen: Date | null },
): Record<string, VariableValue> {
  const { name, firstName, lastName, fields, page, queue, number, lead } =
    place;
  const isWhole = name !== null && WHOLE_NAMES.test(name);
  return {
    ...variablesOf("customer.field.", fields, actor),
    ...variablesOf("lead.", lead ? fieldsOf(lead, actor) : {}, actor),
    "customer.name": name,
    "customer.firstName": isWhole
      ? name
      : (firstName ?? name?.split(/\s+/)[0] ?? null),
    "customer.lastName": isWhole ? null : lastName,
    "agent.name": actor.name,
    "agent.displayName": place.displayName || actor.name,
    "page.name": page,
    "queue.name": queue,
    "thread.number": number === null ? null : String(number),
    "office.nextOpen": nextOpen && { at: nextOpen, hasTime: true },
    now: { at: now, hasTime: false },
  };
}

/** A value that the agent may not see is missing, rather than read in the text. */
function variablesOf(
  prefix: string,
  fields: Record<string, unknown>,
  actor: Actor,
): Record<string, VariableValue> {
  const own = withoutFields(fields, actor);
  const seen = actor.contactLimit ? maskFields(own) : own;
  const shown = Object.entries(fields).filter(
    ([key, value]) => seen[key] === value,
  );
  return Object.fromEntries(
    shown.map(([key, value]) => [
      prefix + key,
      typeof value === "string" || typeof value === "number"
        ? String(value)
        : null,
    ]),
  );
}

/** The answers of the form by their keys, and the fields of the contact, which come before answers of the same key. */
function fieldsOf(
  { contact, answers, ...form }: NonNullable<Place["lead"]>,
  actor: Actor,
): Record<string, unknown> {
  const own = contact?.["fields"] ?? {};
  const shown = shownAnswers(
    withTargets(answers, form, own as Record<string, unknown>),
    actor,
  ).filter(({ targets }) => !(actor.contactLimit && fillContact(targets)));
  const answered = shown.map(({ key, values }) => [key, values.join(", ")]);
  const known = Object.entries(contact ?? {}).filter(
    ([, value]) => value !== null,
  );
  return Object.fromEntries([...answered, ...known]) as Record<string, unknown>;
}

/** The next time at which the office of the thread's queue or department opens; null: it is always open, or closed for weeks. */
async function nextOpening(
  sql: Sql,
  { schedule, departmentId }: Place,
  now: Date,
): Promise<Date | null> {
  const { hoursOf, calendars } = await loadHours(sql);
  const hours = hoursOf(schedule, departmentId);
  const first = officeTimes(hours, now, calendars);
  if (first.state !== "open") return first.until;
  return first.until && officeTimes(hours, first.until, calendars).until;
}

/** "+05:30" of 5.5 hours; unknown: UTC. Pure. */
function offsetOf(hours: number | null): string {
  if (hours === null || Math.abs(hours) > 14) return "UTC";
  const minutes = Math.round(Math.abs(hours) * 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${hours < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
