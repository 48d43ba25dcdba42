"use client";

import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import { decimalOf } from "#contract/base/currency.ts";
import type { Lead, LeadError } from "#contract/leads/lead.ts";
import type { LeadSource, LeadStatus } from "#contract/leads/lead-settings.ts";
import { truncateStart } from "#contract/text/text.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const ENDING = 4;

/** The name of a lead: of the contact, else how to reach them, else the end of the vendor's id. */
export function useLeadName(): (lead: Lead) => string {
  const t = useTranslations("leads");
  return useCallback(
    ({ contact, leadgenId }) =>
      contact?.name ||
      contact?.email ||
      contact?.phone ||
      contact?.company ||
      t("unnamed", { ending: truncateStart(leadgenId, ENDING) }),
    [t],
  );
}

/** A status that has kept its first name is translated. */
export function useStatusName(): (
  status: Pick<LeadStatus, "key" | "name">,
) => string {
  const t = useTranslations("leads.statuses");
  return useCallback(
    ({ key, name }) =>
      key !== null && t.has(key as "new") ? t(key as "new") : name,
    [t],
  );
}

/** A source that has kept its first name is translated. */
export function useSourceName(): (
  source: Pick<LeadSource, "key" | "name">,
) => string {
  const t = useTranslations("leads.sources");
  return useCallback(
    ({ key, name }) =>
      key !== null && t.has(key as "import") ? t(key as "import") : name,
    [t],
  );
}

/** The lead's form, or how else it came. */
export function useFormName(): (
  lead: Pick<Lead, "formName" | "formId" | "leadgenId">,
) => string {
  const t = useTranslations("leads");
  return useCallback(
    ({ formName, formId, leadgenId }) =>
      formName ??
      t(
        leadgenId.startsWith("ad:")
          ? "fromAd"
          : formId === ""
            ? "imported"
            : "form",
      ),
    [t],
  );
}

/** Formats the value of a lead in the reader's language; whole amounts have no decimals. */
export function useAmount(): (value: NonNullable<Lead["value"]>) => string {
  const locale = useLocale();
  return useCallback(
    ({ amountMinor, currency }) =>
      new Intl.NumberFormat(locale, {
        style: "currency",
        currency,
        trailingZeroDisplay: "stripIfInteger",
      }).format(Number(decimalOf(amountMinor, currency))),
    [locale],
  );
}

/** The name of the lead's page; null while it is not known yet, and for a lead that came without a page. */
export function useLeadPageName({
  channelId,
  formId,
}: Pick<Lead, "channelId" | "formId">): string | null {
  const t = useTranslations("leads");
  const channels = useChannelNames().data;
  if (channelId === null) return formId === "" ? null : t("noChannel");
  if (channels === undefined) return null;
  return channels.find(({ id }) => id === channelId)?.name ?? t("noChannel");
}

/** Why the details could not be fetched, and what to do. */
export function useLeadErrorWords(): (
  error: Pick<LeadError, "code" | "message" | "fix">,
) => { message: string; fix: string } {
  const t = useTranslations("leads.causes");
  return useCallback(
    ({ code, message, fix }) =>
      t.has(`${code}.message` as "refused.message")
        ? {
            message: t(`${code}.message` as "refused.message"),
            fix: t(`${code}.fix` as "refused.fix"),
          }
        : { message, fix },
    [t],
  );
}

/** A refusal of the server in the words of leads, where the general ones speak of conversations. */
export function useLeadRefusalWords(): (error: unknown) => string {
  const t = useTranslations("leads.refusals");
  const words = useErrorWords();
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError)) return words(error);
      const { owner } = (error.current ?? {}) as {
        owner?: { name: string } | null;
      };
      if (error.code === "owned_by_other" && owner)
        return t("owned_by_other", { name: owner.name });
      if (error.code === "take_first") return t("take_first");
      return words(error);
    },
    [t, words],
  );
}
