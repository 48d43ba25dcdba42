import type { Failure } from "#server/channels/outbound-message.ts";
import type { Account } from "#server/channels/account.ts";

/** Reading of a vendor's forms. Optional, like everything of a channel beyond messages. */
export type LeadForms = {
  /** One lead with its answers. */
  lead(account: Account, leadgenId: string): Promise<LeadOutcome>;
  form(account: Account, formId: string): Promise<FormOutcome>;
  forms(account: Account): Promise<FormsOutcome>;
  /** Leads of a form since a time, newest first, page by page. */
  leadsOf(
    account: Account,
    query: { formId: string; since: Date; cursor: string | null },
  ): Promise<LeadPageOutcome>;
  /** Asks the vendor for a test lead, in place of the one before. It comes by webhook like any other. */
  sendTest(
    account: Account,
    formId: string,
  ): Promise<{ kind: "sent"; leadgenId: string } | Failure>;
  /** Puts leads into the account's subscription, or takes them out. */
  monitor(account: Account, isOn: boolean): Promise<{ kind: "done" } | Failure>;
};

type Named = { id: string | null; name: string | null };

/** A lead as the vendor tells it. */
export type VendorLead = {
  leadgenId: string;
  formId: string | null;
  at: Date | null;
  /** fb | ig; null: not told, or another. */
  platform: "fb" | "ig" | null;
  organic: boolean | null;
  ad: Named;
  adset: Named;
  campaign: Named;
  answers: { key: string; values: string[] }[];
  consents: { key: string; given: boolean }[];
  /** The vendor's own test answers. */
  isTest: boolean;
};

export type VendorForm = {
  id: string;
  name: string | null;
  locale: string | null;
  status: string | null;
  questions: {
    key: string;
    label: string | null;
    type: string | null;
    options: { key: string; value: string }[];
  }[];
  consents: { key: string; text: string | null }[];
};

export type LeadOutcome = { kind: "lead"; lead: VendorLead } | Failure;
export type FormOutcome = { kind: "form"; form: VendorForm } | Failure;
export type FormsOutcome = { kind: "forms"; forms: VendorForm[] } | Failure;
export type LeadPageOutcome =
  { kind: "page"; leads: VendorLead[]; next: string | null } | Failure;
