"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormContext, useWatch } from "react-hook-form";
import {
  MAX_OWN_CHANNELS,
  type Retention,
} from "#contract/company/retention.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { Card } from "#components/settings/section.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";

/** Channels that keep messages and files for a time of their own. */
export function ChannelsCard() {
  const t = useTranslations("settings.retention");
  const channels = useChannels().data ?? [];
  const { control, getValues, setValue } = useFormContext<Retention>();
  const own = useWatch({ control, name: "channels" });
  const change = (next: Retention["channels"]) =>
    setValue("channels", next, { shouldDirty: true });
  const remove = (id: string) => {
    const { [id]: _removed, ...rest } = own;
    change(rest);
  };
  const add = (id: string) => {
    // The channel begins with the company's days.
    const { messagesDays, filesDays } = getValues();
    change({ ...own, [id]: { messagesDays, filesDays } });
  };
  const ids = Object.keys(own);
  const others = channels.filter(({ id }) => !ids.includes(id));
  if (channels.length === 0 && ids.length === 0) return null;
  return (
    <Card title={t("byChannel")} hint={t("byChannelHint")}>
      {ids.length > 0 && (
        <ul className="divide-y rounded-md border">
          {ids.map((id) => {
            const name =
              channels.find((channel) => channel.id === id)?.name ??
              t("formerChannel");
            return (
              <li key={id} className="p-3">
                <div className="mb-2 flex items-center gap-2">
                  <p className="bidi min-w-0 flex-1 truncate text-sm font-medium">
                    {name}
                  </p>
                  <IconButton
                    label={t("removeChannel", { name })}
                    size="icon-sm"
                    onClick={() => remove(id)}
                  >
                    <X />
                  </IconButton>
                </div>
                <div
                  role="group"
                  aria-label={name}
                  className="grid gap-4 sm:grid-cols-2"
                >
                  {(["messagesDays", "filesDays"] as const).map((field) => (
                    <NumberField
                      key={field}
                      control={control}
                      name={`channels.${id}.${field}`}
                      label={t(`fields.${field}`)}
                      min={1}
                      max={36_500}
                      placeholder={t("always")}
                    />
                  ))}
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {others.length > 0 && ids.length < MAX_OWN_CHANNELS && (
        <div className={ids.length > 0 ? "mt-4" : undefined}>
          <Field label={t("addChannel")}>
            {(control) => (
              <Select
                {...control}
                value=""
                onValueChange={add}
                placeholder={t("chooseChannel")}
                groups={others.map(({ id, name }) => ({
                  value: id,
                  label: name,
                }))}
              />
            )}
          </Field>
        </div>
      )}
    </Card>
  );
}
