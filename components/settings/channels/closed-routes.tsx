"use client";

import { useTranslations } from "next-intl";
import { useFormContext, useWatch } from "react-hook-form";
import type { UpdateChannel } from "#contract/channels/channel-requests.ts";
import {
  useCompany,
  useDepartments,
} from "#components/live/queries/use-directory.ts";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { HoursField } from "#components/settings/hours/hours-field.tsx";
import { Card } from "#components/settings/section.tsx";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";

const WAYS = ["closed", "break", "holiday"] as const;

/** The channel's office hours, and its destinations and automatic messages while it is closed. */
export function ClosedRoutes() {
  const t = useTranslations("settings.channels");
  const { control } = useFormContext<UpdateChannel>();
  const departmentId = useWatch({ control, name: "departmentId" });
  const hours = useWatch({ control, name: "route.hours" });
  const { data: company } = useCompany();
  const department = useDepartments().data?.find(
    ({ id }) => id === departmentId,
  );
  // Without hours it is never closed, so there is nothing to set.
  const canClose = Boolean(hours ?? department?.schedule ?? company?.hours);
  return (
    <Card title={t("officeHours")} hint={t("officeHoursHint")}>
      <HoursField
        control={control}
        name="route.hours"
        department={department}
      />
      {canClose && (
        <section className="mt-5 border-t pt-5">
          <h4 className="text-sm font-semibold">{t("closedRoutes")}</h4>
          <p className="mt-0.5 mb-4 text-xs text-muted-foreground">
            {t("closedRoutesHint")}
          </p>
          <div className="flex flex-col gap-5">
            {WAYS.map((way) => (
              <div
                key={way}
                className="grid items-start gap-x-4 gap-y-2 sm:grid-cols-2"
              >
                <FormField
                  control={control}
                  name={`route.${way}`}
                  label={t(`ways.${way}`)}
                >
                  {(ids, field) => (
                    <DestinationSelect
                      {...ids}
                      value={field.value ?? null}
                      onChange={field.onChange}
                      nowhere={way === "closed" ? t("asOpen") : t("asClosed")}
                    />
                  )}
                </FormField>
                <FormField
                  control={control}
                  name={`route.${way}Message`}
                  label={t("message")}
                  {...(way === "closed" ? { hint: t("messageHint") } : {})}
                >
                  {(ids, field) => (
                    <Textarea
                      {...ids}
                      value={field.value ?? ""}
                      maxLength={2000}
                      className="min-h-9"
                      onChange={({ target }) =>
                        field.onChange(target.value || null)
                      }
                    />
                  )}
                </FormField>
              </div>
            ))}
          </div>
        </section>
      )}
    </Card>
  );
}
