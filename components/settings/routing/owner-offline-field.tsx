"use client";

import { useTranslations } from "next-intl";
import type { Control, FieldPath, FieldValues } from "react-hook-form";
import { useController } from "react-hook-form";
import {
  OWNER_OFFLINE,
  type OwnerOffline,
} from "#contract/routing/owner-offline.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";

/**
 * The policy for threads whose owner goes offline: those of a queue, of a ring group, or routed to one
 * agent.
 */
export function OwnerOfflineField<Values extends FieldValues>({
  control,
  name,
  label,
}: {
  control: Control<Values>;
  name: FieldPath<Values>;
  /** Omitted: the usual label. */
  label?: string;
}) {
  const t = useTranslations("settings.queues");
  const { field } = useController({ control, name });
  return (
    <ChoiceField<OwnerOffline>
      label={label ?? t("ownerOffline")}
      value={field.value ?? "requeue_waiting"}
      onChange={field.onChange}
      choices={OWNER_OFFLINE.map((value) => ({
        value,
        label: t(`ownerOfflines.${value}`),
        hint: t(`ownerOfflineHints.${value}`),
      }))}
    />
  );
}
