import { standardField } from "#contract/leads/standard-field.ts";
import { KINDS_WITH_LEADS } from "#contract/channels/rules/channel-rules.ts";
import type {
  LeadForm,
  LeadPage,
  Mapping,
  NewLeadDefaults,
  UpdateLeadForm,
  UpdateLeadPage,
  UpdateNewLeadDefaults,
} from "#contract/leads/lead-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { supervisedBy } from "#server/domain/access/scope.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  requireDestination,
  toDestination,
} from "#server/domain/destinations/destination.ts";
import {
  purposeOfBox,
  type ChosenPurposes,
} from "#server/domain/customers/lead-consents.ts";
import { requireRow } from "#server/domain/leads/settings/lead-settings.ts";
import { explainLeadError } from "#server/domain/leads/rows/explain.ts";
import {
  isContactField,
  type Question,
} from "#server/domain/leads/rows/map-answers.ts";

type DefaultsRow = {
  assignType: string | null;
  assignId: string | null;
  defaultStatusId: string | null;
  defaultSourceId: string | null;
};
type PageRow = Omit<
  LeadPage,
  "lastLeadAt" | "lastError" | keyof NewLeadDefaults
> &
  DefaultsRow & {
    lastLeadAt: Date | null;
    errorCode: string | null;
    errorAt: Date | null;
  };

/** The connected pages that the actor supervises. @throws AppError forbidden */
export async function listLeadPages(
  context: Context,
  actor: Actor,
  channelId: string | null = null,
): Promise<LeadPage[]> {
  requireAction(actor, "leads.sources");
  const rows = await context.db.sql.$queryRaw<PageRow[]>(Prisma.sql`
    select ch.id as "channelId", ch."accountId" as "pageId", ch.name,
      coalesce(ch.options->>'leads', 'true') <> 'false' as monitoring,
      (select count(*)::int from lead l where l."channelId" = ch.id and not l.test) as "leadsReceived",
      (select max(l."createdTime") from lead l where l."channelId" = ch.id and not l.test) as "lastLeadAt",
      p."errorCode", p."errorAt", p."assignType", p."assignId",
      p."statusId" as "defaultStatusId", p."sourceId" as "defaultSourceId"
    from channel ch left join lead_page p on p."channelId" = ch.id
    where ch.kind = any(${[...KINDS_WITH_LEADS]}::text[]) and ch."deletedAt" is null
      and (${channelId}::uuid is null or ch.id = ${channelId}::uuid)
      and ${supervisedBy(actor, Prisma.sql`ch."departmentId"`)} order by ch.name, ch.id`);
  return rows.map(
    ({ lastLeadAt, errorCode, errorAt, assignType, assignId, ...row }) => {
      const error = explainLeadError(errorCode);
      return {
        ...row,
        lastLeadAt: lastLeadAt?.toISOString() ?? null,
        lastError:
          error === null || errorAt === null
            ? null
            : { ...error, at: errorAt.toISOString() },
        assignTo: toDestination({ type: assignType, id: assignId }),
      };
    },
  );
}

/** @throws AppError forbidden, not_found: also for another department's */
export async function getLeadPage(
  context: Context,
  actor: Actor,
  channelId: string,
): Promise<LeadPage> {
  const [page] = await listLeadPages(context, actor, channelId);
  if (!page) throw new AppError("not_found", { channelId });
  return page;
}

/** Changes a page's monitoring, or how its leads begin. The vendor is told by the caller. @throws AppError forbidden, not_found, invalid_input */
export async function updateLeadPage(
  context: Context,
  actor: Actor,
  channelId: string,
  patch: UpdateLeadPage,
): Promise<LeadPage> {
  const { monitoring, ...defaults } = patch;
  await getLeadPage(context, actor, channelId);
  await inSqlTransaction(context.db, async (tx) => {
    if (monitoring !== undefined)
      await tx.$executeRaw(Prisma.sql`
        update channel set options = options || jsonb_build_object('leads', ${monitoring}::boolean)
        where id = ${channelId}::uuid`);
    await tx.$executeRaw(Prisma.sql`
      insert into lead_page ("channelId") values (${channelId}::uuid) on conflict do nothing`);
    await keepDefaults(
      tx,
      "lead_page",
      Prisma.sql`"channelId" = ${channelId}::uuid`,
      defaults,
    );
    await writeAudit(
      tx,
      actor,
      "channel.leads_updated",
      { type: "channel", id: channelId },
      patch,
    );
  });
  return getLeadPage(context, actor, channelId);
}

/** Writes what is named of a page or form. @throws AppError invalid_input */
async function keepDefaults(
  tx: Sql,
  table: "lead_page" | "lead_form",
  where: Prisma.Sql,
  { assignTo, defaultStatusId, defaultSourceId }: UpdateNewLeadDefaults,
): Promise<void> {
  await requireDestination(tx, "assignTo", assignTo, "leads");
  await requireRow(tx, "lead_status", "defaultStatusId", defaultStatusId);
  await requireRow(tx, "lead_source", "defaultSourceId", defaultSourceId);
  const changes: Prisma.Sql[] = [];
  if (assignTo !== undefined)
    changes.push(
      Prisma.sql`"assignType" = ${assignTo?.type ?? null}, "assignId" = ${assignTo?.id ?? null}::uuid`,
    );
  if (defaultStatusId !== undefined)
    changes.push(Prisma.sql`"statusId" = ${defaultStatusId}::uuid`);
  if (defaultSourceId !== undefined)
    changes.push(Prisma.sql`"sourceId" = ${defaultSourceId}::uuid`);
  if (changes.length > 0)
    await tx.$executeRaw(
      Prisma.sql`update ${Prisma.raw(table)} set ${Prisma.join(changes)} where ${where}`,
    );
}

type FormRow = Omit<
  LeadForm,
  "questions" | "consents" | keyof NewLeadDefaults
> &
  DefaultsRow & {
    questions: Question[];
    consents: { key: string; text: string | null }[];
    consentPurposes: ChosenPurposes;
    mapping: Record<string, string | null> | null;
  };

/** The forms of the pages that the actor supervises, as they were last read. @throws AppError forbidden */
export async function listLeadForms(
  context: Context,
  actor: Actor,
  { channel, formId }: { channel?: string | undefined; formId?: string },
): Promise<LeadForm[]> {
  requireAction(actor, "leads.sources");
  const rows = await context.db.sql.$queryRaw<FormRow[]>(Prisma.sql`
    select f.id, f."channelId", f.name, f.locale, f.status, f.questions, f.consents, f."consentPurposes", f.mapping, f."assignType", f."assignId",
      f."statusId" as "defaultStatusId", f."sourceId" as "defaultSourceId",
      (select count(*)::int from lead l where l."formId" = f.id and not l.test) as "leadsReceived"
    from lead_form f join channel ch on ch.id = f."channelId" and ch."deletedAt" is null
    where (${channel ?? null}::uuid is null or f."channelId" = ${channel ?? null}::uuid)
      and (${formId ?? null}::text is null or f.id = ${formId ?? null})
      and ${supervisedBy(actor, Prisma.sql`ch."departmentId"`)} order by f.name, f.id`);
  return rows.map(
    ({ mapping, assignType, assignId, consentPurposes, ...row }) => ({
      ...row,
      consents: row.consents.map(({ key, text }) => ({
        key,
        text,
        purpose: purposeOfBox(consentPurposes, key),
      })),
      questions: row.questions.map((question) => {
        const chosen = mapping !== null && question.key in mapping;
        return {
          ...question,
          to: chosen
            ? (mapping[question.key] ?? null)
            : standardField(question),
          chosen,
        };
      }),
      assignTo: toDestination({ type: assignType, id: assignId }),
    }),
  );
}

/** @throws AppError forbidden, not_found */
export async function getLeadForm(
  context: Context,
  actor: Actor,
  formId: string,
): Promise<LeadForm> {
  const [form] = await listLeadForms(context, actor, { formId });
  if (!form) throw new AppError("not_found", { formId });
  return form;
}

/** Changes where a form's answers and leads go, and how its leads begin; leads that are here stay as they are. @throws AppError forbidden, not_found, invalid_input */
export async function updateLeadForm(
  context: Context,
  actor: Actor,
  formId: string,
  patch: UpdateLeadForm,
): Promise<LeadForm> {
  const { mapping, consents, ...defaults } = patch;
  const form = await getLeadForm(context, actor, formId);
  requireMapping(mapping, form);
  requireBoxes(consents, form);
  await inSqlTransaction(context.db, async (tx) => {
    await keepDefaults(tx, "lead_form", Prisma.sql`id = ${formId}`, defaults);
    if (mapping !== undefined) await keepMapping(tx, formId, mapping);
    if (consents !== undefined) await keepPurposes(tx, formId, consents);
    await writeAudit(
      tx,
      actor,
      "lead_form.updated",
      { type: "lead", id: formId },
      { name: form.name, ...patch },
    );
  });
  return getLeadForm(context, actor, formId);
}

async function keepMapping(
  tx: Sql,
  formId: string,
  mapping: Mapping,
): Promise<void> {
  const chosen = chosenFields(mapping);
  await tx.$executeRaw(Prisma.sql`
    update lead_form set mapping = ${JSON.stringify(chosen)}::jsonb where id = ${formId}`);
}

async function keepPurposes(
  tx: Sql,
  formId: string,
  boxes: NonNullable<UpdateLeadForm["consents"]>,
): Promise<void> {
  const chosen = Object.fromEntries(
    boxes.map(({ key, purpose }) => [key, purpose]),
  );
  await tx.$executeRaw(Prisma.sql`
    update lead_form set "consentPurposes" = "consentPurposes" || ${JSON.stringify(chosen)}::jsonb where id = ${formId}`);
}

/** @throws AppError invalid_input: a box that the form does not have */
function requireBoxes(
  boxes: UpdateLeadForm["consents"],
  { consents }: LeadForm,
): void {
  for (const [at, { key }] of (boxes ?? []).entries())
    if (!consents.some((box) => box.key === key))
      throw invalidInput(`consents.${at}.key`, "The form has no such box.");
}

/** A mapping as it is stored: question key → to. Pure. */
export function chosenFields(mapping: Mapping): Record<string, string | null> {
  return Object.fromEntries(mapping.map(({ key, to }) => [key, to]));
}

const OWN_FIELD = /^field:\S.{0,59}$/;

/** @throws AppError invalid_input: a question that the form does not have, or a field that cannot be filled */
export function requireMapping(
  mapping: Mapping | undefined,
  { questions }: LeadForm,
): void {
  for (const [at, { key, to }] of (mapping ?? []).entries()) {
    if (!questions.some((question) => question.key === key))
      throw invalidInput(`mapping.${at}.key`, "The form has no such question.");
    if (to !== null && !isContactField(to) && !OWN_FIELD.test(to))
      throw invalidInput(
        `mapping.${at}.to`,
        "Choose a field of the contact, or write field: and a key.",
      );
  }
}
