import type { LeadContact } from "#contract/leads/lead.ts";
import { foldText } from "#contract/text/fold.ts";
import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { startAssignment } from "#server/domain/leads/offering/lead-line.ts";
import { emailKey, phoneKey } from "#server/domain/customers/contact-keys.ts";
import { recordLeadConsents } from "#server/domain/customers/lead-consents.ts";
import { notePageError, stillClaimed, type DueLead } from "./fetch-lead.ts";
import { joinCustomer } from "./join-customer.ts";
import { readForm } from "#server/domain/leads/rows/lead-form-rows.ts";
import { targetOf } from "#contract/leads/answer-targets.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import { readLeadSettings } from "#server/domain/leads/settings/lead-settings.ts";
import {
  shownValue,
  toContact,
} from "#server/domain/leads/rows/map-answers.ts";

type Named = { id: string | null; name: string | null };

/** The details of a lead as the vendor tells them. */
export type LeadDetails = {
  at: Date | null;
  platform: "fb" | "ig" | null;
  organic: boolean | null;
  ad: Named;
  adset: Named;
  campaign: Named;
  answers: { key: string; values: string[] }[];
  consents: { key: string; given: boolean }[];
  isTest: boolean;
};

/**
 * Writes the details of a claimed lead, in one transaction: a crash leaves the
 * bare lead, which is fetched again.
 */
export async function settleLead(
  context: Context,
  due: DueLead,
  details: LeadDetails,
): Promise<void> {
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    if (!(await stillClaimed(tx, due))) return;
    await writeDetails(tx, due, details, now);
    await addAttempt(
      tx,
      {
        leadId: due.id,
        outcome: "synced",
        payload: { answers: details.answers.length },
      },
      now,
    );
    await notePageError(tx, due.channelId, null, null, now);
    if (due.attempts === 0) await startAssignment(tx, due.id, now);
    await announce(tx, [{ kind: "lead.updated", payload: { leadId: due.id } }]);
  });
}

async function writeDetails(
  tx: Sql,
  due: DueLead,
  details: LeadDetails,
  now: Date,
): Promise<void> {
  const form = await readForm(tx, due.formId);
  const { country } = await readCompany(tx);
  const contact = toContact(details.answers, { ...form, country });
  const answers = details.answers.map(({ key, values }) => {
    const question = form.questions.find((one) => one.key === key);
    const label = question?.label ?? null;
    return {
      key,
      label,
      to: targetOf({ key, label }, form),
      values: values.map((value) =>
        question ? shownValue(question, value) : value,
      ),
    };
  });
  const consents = details.consents.map(({ key, given }) => ({
    key,
    text: form.consents.find((one) => one.key === key)?.text ?? null,
    given,
  }));
  const sourceUse = details.platform === "ig" ? "instagram" : "facebook";
  await tx.$executeRaw(Prisma.sql`
    update lead set state = 'synced', "dueAt" = null, "errorCode" = null, error = null, attempts = 0,
      "tryingSince" = null, platform = ${details.platform}, organic = ${details.organic},
      test = test or ${details.isTest}, "adId" = coalesce(${details.ad.id}, "adId"), "adName" = ${details.ad.name},
      "adsetId" = ${details.adset.id}, "adsetName" = ${details.adset.name},
      "campaignId" = ${details.campaign.id}, "campaignName" = ${details.campaign.name},
      answers = ${JSON.stringify(answers)}::jsonb, consents = ${JSON.stringify(consents)}::jsonb,
      "sourceId" = coalesce("sourceId", (select id from lead_source where use = ${sourceUse})),
      "createdTime" = coalesce(${details.at}::timestamptz, "createdTime")
    where id = ${due.id}::uuid`);
  await writeContact(tx, due.id, contact, country);
  const settings = await readLeadSettings(tx);
  await joinCustomer(tx, due.id, {
    country,
    detect: settings.duplicateDetection,
    now,
  });
  await recordLeadConsents(tx, due.id, now);
}

/** Writes the contact with what searches and duplicates go by. */
export async function writeContact(
  tx: Sql,
  leadId: string,
  contact: LeadContact,
  country: string,
): Promise<void> {
  const { fields, ...rest } = contact;
  const [row] = await tx.$queryRaw<{ answers: { values: string[] }[] }[]>(
    Prisma.sql`select answers from lead where id = ${leadId}::uuid`,
  );
  const found = [
    ...Object.values(rest),
    ...Object.values(fields),
    ...(row?.answers ?? []).flatMap(({ values }) => values),
  ].filter((text) => text !== null);
  const search = truncate(foldText([...new Set(found)].join(" ")), MAX_SEARCH);
  await tx.$executeRaw(Prisma.sql`
    update lead set contact = ${JSON.stringify(contact)}::jsonb, search = ${search},
      "emailKey" = ${emailKey(contact.email)}, "phoneKey" = ${phoneKey(contact.phone, country)}
    where id = ${leadId}::uuid`);
}

const MAX_SEARCH = 4000;
