"use client";

import { useTranslations } from "next-intl";
import { Controller, useFormContext } from "react-hook-form";
import type { ChannelTexts, LocalText } from "#contract/text/channel-texts.ts";
import type { UpdateChannel } from "#contract/channels/channel-requests.ts";
import { Disclosure } from "#components/forms/fields/disclosure.tsx";
import { LocalTextField } from "#components/forms/fields/local-text-field.tsx";
import { Card } from "#components/settings/section.tsx";

const KINDS = ["waiting", "talking", "closed", "break", "holiday"] as const;

/** The channel's automatic messages, by language. */
export function ChannelTextsCard() {
  const t = useTranslations("settings.channels");
  const { control, formState } = useFormContext<UpdateChannel>();
  const saved = formState.defaultValues?.route?.texts ?? {};
  return (
    <Card>
      <Disclosure
        title={t("texts")}
        hint={t("textsHint")}
        isOpen={Object.keys(saved).length > 0}
      >
        <Controller
          control={control}
          name="route.texts"
          render={({ field }) => {
            const texts = field.value ?? {};
            return (
              <div className="flex flex-col gap-5">
                {KINDS.map((kind) => (
                  <LocalTextField
                    key={kind}
                    label={t(`textKinds.${kind}`)}
                    hint={
                      kind === "talking"
                        ? t("talkingHint", { example: "{name}" })
                        : undefined
                    }
                    value={texts[kind] ?? {}}
                    onChange={(text) =>
                      field.onChange(withText(texts, kind, text))
                    }
                  />
                ))}
              </div>
            );
          }}
        />
      </Disclosure>
    </Card>
  );
}

function withText(
  texts: ChannelTexts,
  kind: (typeof KINDS)[number],
  text: LocalText,
): ChannelTexts {
  const { [kind]: _old, ...others } = texts;
  return Object.keys(text).length === 0 ? others : { ...others, [kind]: text };
}
