import type {
  UpdateLeadPage,
  LeadPage,
  TestLead,
} from "#contract/leads/lead-settings.ts";
import type { LeadForms } from "#server/channels/leads.ts";
import type { Failure } from "#server/channels/outbound-message.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  secretsOf,
  type ChannelSecrets,
} from "#server/domain/channels/channel-secrets.ts";
import {
  classifyLeadError,
  explainLeadError,
} from "#server/domain/leads/rows/explain.ts";
import {
  claimLeads,
  failLead,
  type DueLead,
} from "#server/domain/leads/details/fetch-lead.ts";
import {
  freshForms,
  keepForm,
} from "#server/domain/leads/rows/lead-form-rows.ts";
import {
  getLeadForm,
  getLeadPage,
  updateLeadPage,
} from "#server/domain/leads/settings/lead-pages.ts";
import { recordLead } from "#server/domain/leads/intake/record-lead.ts";
import { settleLead } from "#server/domain/leads/details/settle-lead.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";

const AT_ONCE = 16;

/** A page with its way to the vendor's forms. */
type Reachable = { account: ChannelSecrets; forms: LeadForms };

/**
 * Fetches the details of leads, outside the path of messages. Every end of an
 * attempt is a row; a worker that dies leaves its claim, which expires.
 * @returns whether more may be waiting
 */
export async function fetchLeadsOnce(vendor: Vendor): Promise<boolean> {
  const due = await claimLeads(vendor.context, AT_ONCE);
  if (due.length === 0) return false;
  const pages = new Map<string, Promise<Reachable | null>>();
  const pageOf = (channelId: string) => {
    const page = pages.get(channelId) ?? reach(vendor, channelId);
    pages.set(channelId, page);
    return page;
  };
  await learnForms(vendor, due, pageOf);
  await Promise.all(due.map((lead) => fetchOne(vendor, lead, pageOf)));
  return due.length === AT_ONCE;
}

/** Null: disconnected, or a kind without forms. */
export async function reach(
  { context, channels }: Vendor,
  channelId: string,
): Promise<Reachable | null> {
  try {
    const account = await secretsOf(context, channelId);
    const { leads } = channels[account.kind];
    return leads ? { account, forms: leads } : null;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}

type PageOf = (channelId: string) => Promise<Reachable | null>;

/** Reads the forms that are not kept, each once, before the answers to them. */
async function learnForms(
  { context }: Vendor,
  due: DueLead[],
  pageOf: PageOf,
): Promise<void> {
  const now = context.clock.now();
  const channels = new Map(due.map((lead) => [lead.formId, lead.channelId]));
  const fresh = await freshForms(context.db.sql, [...channels.keys()], now);
  const missing = [...channels].filter(([id]) => !fresh.has(id));
  await Promise.all(
    missing.map(async ([formId, channelId]) => {
      const page = channelId === null ? null : await pageOf(channelId);
      if (!page || channelId === null) return;
      const outcome = await page.forms.form(page.account, formId);
      // Without the form the answers are kept all the same, under their keys.
      if (outcome.kind === "form")
        await keepForm(context.db.sql, channelId, outcome.form, now);
    }),
  );
}

async function fetchOne(
  { context }: Vendor,
  lead: DueLead,
  pageOf: PageOf,
): Promise<void> {
  const page = lead.channelId === null ? null : await pageOf(lead.channelId);
  if (!page) return failLead(context, lead, { code: "not_connected" }, null);
  const outcome = await page.forms.lead(page.account, lead.leadgenId);
  if (outcome.kind === "lead") return settleLead(context, lead, outcome.lead);
  const afterMs = outcome.kind === "later" ? outcome.afterMs : null;
  return failLead(context, lead, outcome.error, afterMs);
}

/**
 * Changes a page's monitoring or assignee, and tells the vendor. A refusal of
 * the vendor is an error here, and nothing is changed then.
 * @throws AppError forbidden, not_found, invalid_input, meta_refused, meta_unreachable
 */
export async function changeLeadPage(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
  patch: UpdateLeadPage,
): Promise<LeadPage> {
  await getLeadPage(vendor.context, actor, channelId);
  if (patch.monitoring !== undefined) {
    const page = await reach(vendor, channelId);
    if (!page) throw new AppError("not_found", { channelId });
    const outcome = await page.forms.monitor(page.account, patch.monitoring);
    if (outcome.kind !== "done") throw vendorError(outcome);
  }
  return updateLeadPage(vendor.context, actor, channelId, patch);
}

/** Reads a page's forms anew. @throws AppError forbidden, not_found, meta_refused, meta_unreachable */
export async function refreshForms(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
): Promise<void> {
  const { context } = vendor;
  await getLeadPage(context, actor, channelId);
  const page = await reach(vendor, channelId);
  if (!page) return;
  const outcome = await page.forms.forms(page.account);
  if (outcome.kind !== "forms") throw vendorError(outcome);
  for (const form of outcome.forms)
    await keepForm(context.db.sql, channelId, form, context.clock.now());
}

/**
 * Asks Meta for a test lead. It comes back by webhook and crosses the same path
 * as any other; a minute later it is fetched even if no webhook came.
 * @returns the id of the lead
 * @throws AppError forbidden, not_found, invalid_input, meta_refused, meta_unreachable
 */
export async function sendTestLead(
  vendor: Vendor,
  actor: Actor,
  { channelId, formId: asked }: TestLead,
): Promise<string> {
  const { context } = vendor;
  await getLeadPage(context, actor, channelId);
  const page = await reach(vendor, channelId);
  if (!page) throw new AppError("not_found", { channelId });
  const formId = asked ?? (await firstForm(page));
  if (asked !== undefined) {
    await refreshForms(vendor, actor, channelId);
    const form = await getLeadForm(context, actor, asked);
    if (form.channelId !== channelId)
      throw new AppError("not_found", { formId: asked });
  }
  const outcome = await page.forms.sendTest(page.account, formId);
  if (outcome.kind !== "sent") throw vendorError(outcome);
  const now = context.clock.now();
  const { id } = await inSqlTransaction(context.db, (tx) =>
    recordLead(
      tx,
      {
        channelId,
        pageId: page.account.accountId,
        formId,
        leadgenId: outcome.leadgenId,
        adId: null,
        createdTime: now,
      },
      { origin: "requested", now },
    ),
  );
  return id;
}

async function firstForm({ account, forms }: Reachable): Promise<string> {
  const outcome = await forms.forms(account);
  if (outcome.kind !== "forms") throw vendorError(outcome);
  const active =
    outcome.forms.find(({ status }) => status === "ACTIVE") ?? outcome.forms[0];
  if (active) return active.id;
  throw new AppError("invalid_input", {
    errors: [{ path: "channelId", message: "The page has no form." }],
  });
}

function vendorError(failure: Failure): AppError {
  const { error } = failure;
  const code = classifyLeadError(error, 0);
  const explained = explainLeadError(code);
  return new AppError(
    code === "unreachable" || code === "rate_limited"
      ? "meta_unreachable"
      : "meta_refused",
    { reason: code, fix: explained?.fix, detail: error.message },
  );
}
