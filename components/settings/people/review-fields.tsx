"use client";

import { useTranslations } from "next-intl";
import type { Control } from "react-hook-form";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { REVIEW_DAYS } from "#contract/people/review.ts";

/** The fields that only reviewers have. */
export type ReviewValues = {
  reviewChannelId?: string | null | undefined;
  expiresAt?: string | null | undefined;
};

/** The channel that a reviewer sees, and when their access ends. */
export function ReviewFields<Values extends ReviewValues>({
  control,
}: {
  control: Control<Values>;
}) {
  const t = useTranslations("settings.people");
  const channels = useChannels().data ?? [];
  // Only the fields of `ReviewValues` are used here.
  const fields = control as unknown as Control<ReviewValues>;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <FormField
        control={fields}
        name="reviewChannelId"
        label={t("reviewChannel")}
        hint={t("reviewChannelHint")}
      >
        {(ids, field) => (
          <Select
            {...ids}
            value={field.value ?? ""}
            onValueChange={field.onChange}
            placeholder={t("chooseChannel")}
            groups={channels.map(({ id, name }) => ({
              value: id,
              label: name,
            }))}
          />
        )}
      </FormField>
      <FormField
        control={fields}
        name="expiresAt"
        label={t("expiresAt")}
        hint={t("expiresAtHint", { days: REVIEW_DAYS })}
      >
        {(ids, field) => (
          <DateTimeInput
            {...ids}
            value={field.value ?? null}
            onChange={field.onChange}
          />
        )}
      </FormField>
    </div>
  );
}
