"use client";

import { useTranslations } from "next-intl";
import { Controller, useFormContext } from "react-hook-form";
import {
  MAX_DECLARED_TEXT,
  type Capabilities,
  type ChannelRules,
} from "#contract/channels/rules/rules.ts";
import type { UpdateChannel } from "#contract/channels/channel-requests.ts";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { Card } from "#components/settings/section.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

type ReceiverValues = Pick<UpdateChannel, "callbackUrl" | "capabilities">;

const SWITCHES = [
  "attachments",
  "replies",
  "receipts",
  "outboundFirst",
] as const;

/** The rules of a channel that declares its own, as form values. */
export function capabilitiesOf(rules: ChannelRules): Capabilities {
  const { attachments, replies, receipts, outboundFirst, textLimit } = rules;
  return {
    attachments,
    replies,
    receipts,
    outboundFirst,
    textLimit,
    windowHours: rules.standardWindowHours,
  };
}

/** The address that receives our messages. */
export function CallbackField() {
  const t = useTranslations("settings.channels.api");
  const { register, formState } = useFormContext<ReceiverValues>();
  return (
    <Field
      label={t("callbackUrl")}
      hint={t("callbackUrlHint")}
      error={formState.errors.callbackUrl?.message}
    >
      {(ids) => (
        <Input
          {...ids}
          {...register("callbackUrl")}
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

/** The channel's capabilities; the composer offers nothing else. */
export function CapabilitiesCard() {
  const t = useTranslations("settings.channels.api");
  const fields = useTranslations("settings.fields");
  const { control } = useFormContext<ReceiverValues>();
  return (
    <Card title={t("capabilities")} hint={t("capabilitiesHint")}>
      <div className="space-y-4">
        {SWITCHES.map((name) => (
          <Controller
            key={name}
            control={control}
            name={`capabilities.${name}`}
            render={({ field }) => (
              <SwitchField
                label={t(name)}
                hint={t(`${name}Hint`)}
                checked={field.value ?? false}
                onChange={field.onChange}
              />
            )}
          />
        ))}
      </div>
      <div className="mt-5 grid gap-4 border-t pt-5 sm:grid-cols-2">
        <NumberField
          control={control}
          name="capabilities.textLimit"
          label={t("textLimit")}
          hint={t("textLimitHint")}
          min={2}
          max={MAX_DECLARED_TEXT}
        />
        <NumberField
          control={control}
          name="capabilities.windowHours"
          label={t("windowHours")}
          hint={t("windowHoursHint")}
          min={1}
          max={8760}
          placeholder={fields("noLimit")}
        />
      </div>
    </Card>
  );
}

/** The receiver of a connected channel's messages. */
export function ReceiverCard() {
  const t = useTranslations("settings.channels.api");
  return (
    <Card title={t("receiver")} hint={t("receiverHint")}>
      <CallbackField />
    </Card>
  );
}
