"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import type { LeadSettings } from "#contract/leads/lead-settings.ts";
import { mayDo } from "#contract/people/policy.ts";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import {
  useLeadSources,
  useLeadStatuses,
} from "#components/leads/use-leads.ts";
import {
  useSourceName,
  useStatusName,
} from "#components/leads/use-lead-words.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { Card } from "#components/settings/section.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { FollowUpSettings } from "./follow-up-settings.tsx";
import { Setting } from "./setting.tsx";

/** A choice needs a value that is not empty. */
const AUTOMATIC = "auto";

/** Settings for leads of every page. Supervisors read them, admins change them. */
export function DefaultsCard() {
  const t = useTranslations("settings.leads");
  const words = useErrorWords();
  const { data, error } = useQuery({
    queryKey: liveKey("lead-settings"),
    queryFn: ({ signal }) => api<LeadSettings>("/leads/settings", { signal }),
  });
  const mayChange = mayDo(useMe().role, "leads.settings");
  return (
    <Card title={t("defaults")} hint={t("defaultsHint")}>
      {!mayChange && <Notice className="mb-4">{t("adminsOnly")}</Notice>}
      {data ? (
        <fieldset disabled={!mayChange} className="grid gap-4 sm:grid-cols-2">
          <Defaults settings={data} mayChange={mayChange} />
        </fieldset>
      ) : error ? (
        <Notice tone="danger" role="alert">
          {words(error)}
        </Notice>
      ) : (
        <Skeleton className="h-48 rounded-lg" />
      )}
    </Card>
  );
}

function Defaults({
  settings,
  mayChange,
}: {
  settings: LeadSettings;
  mayChange: boolean;
}) {
  const t = useTranslations("settings.leads");
  const statusName = useStatusName();
  const sourceName = useSourceName();
  const statuses = useLeadStatuses().data ?? [];
  const sources = useLeadSources().data ?? [];
  const currencies = useCurrencies();
  return (
    <>
      <Setting name="defaultAssignee" className="sm:col-span-2">
        {(change) => (
          <Field label={t("defaultAssignee")} hint={t("defaultAssigneeHint")}>
            {(control) => (
              <DestinationSelect
                work="leads"
                {...control}
                value={settings.defaultAssignee}
                nowhere={t("noAssignee")}
                onChange={(to) =>
                  change(
                    { defaultAssignee: to },
                    { defaultAssignee: settings.defaultAssignee },
                  )
                }
              />
            )}
          </Field>
        )}
      </Setting>
      <Setting name="defaultStatusId">
        {(change) => (
          <Field label={t("defaultStatus")}>
            {(control) => (
              <Select
                {...control}
                disabled={!mayChange}
                value={settings.defaultStatusId ?? AUTOMATIC}
                onValueChange={(value) =>
                  change(
                    { defaultStatusId: value === AUTOMATIC ? null : value },
                    { defaultStatusId: settings.defaultStatusId },
                  )
                }
                groups={[
                  { value: AUTOMATIC, label: t("firstStatus") },
                  ...statuses.map((status) => ({
                    value: status.id,
                    label: statusName(status),
                  })),
                ]}
              />
            )}
          </Field>
        )}
      </Setting>
      <Setting name="defaultSourceId">
        {(change) => (
          <Field label={t("defaultSource")}>
            {(control) => (
              <Select
                {...control}
                disabled={!mayChange}
                value={settings.defaultSourceId ?? AUTOMATIC}
                onValueChange={(value) =>
                  change(
                    { defaultSourceId: value === AUTOMATIC ? null : value },
                    { defaultSourceId: settings.defaultSourceId },
                  )
                }
                groups={[
                  { value: AUTOMATIC, label: t("sourceByPlatform") },
                  ...sources.map((source) => ({
                    value: source.id,
                    label: sourceName(source),
                  })),
                ]}
              />
            )}
          </Field>
        )}
      </Setting>
      {(["duplicateDetection", "notifyByEmail", "adLeads"] as const).map(
        (name) => (
          <Setting key={name} name={name} className="sm:col-span-2">
            {(change) => (
              <SwitchField
                label={t(name)}
                hint={t(`${name}Hint`)}
                checked={settings[name]}
                onChange={(isOn) =>
                  change({ [name]: isOn }, { [name]: settings[name] })
                }
              />
            )}
          </Setting>
        ),
      )}
      <Setting name="currency">
        {(change) => (
          <Field label={t("currency")} hint={t("currencyHint")}>
            {(control) => (
              <Select
                {...control}
                disabled={!mayChange}
                value={settings.currency ?? AUTOMATIC}
                onValueChange={(value) =>
                  change(
                    { currency: value === AUTOMATIC ? null : value },
                    { currency: settings.currency },
                  )
                }
                groups={[
                  { value: AUTOMATIC, label: t("noCurrency") },
                  ...currencies,
                ]}
              />
            )}
          </Field>
        )}
      </Setting>
      <FollowUpSettings settings={settings} mayChange={mayChange} />
    </>
  );
}

/** Every currency by its name in the reader's language. */
function useCurrencies(): { value: string; label: string }[] {
  const locale = useLocale();
  return useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: "currency" });
    return Intl.supportedValuesOf("currency")
      .map((value) => ({ value, label: `${names.of(value)} (${value})` }))
      .sort((a, b) => a.label.localeCompare(b.label, locale));
  }, [locale]);
}
