"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Controller, FormProvider, useWatch } from "react-hook-form";
import type { Channel } from "#contract/channels/channel.ts";
import {
  DEFAULT_LOCALE,
  GET_STARTED_PAYLOAD,
  noTexts,
  welcomeSchema,
  type ChannelWelcome,
  type Welcome,
} from "#contract/channels/welcome.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { toast } from "#components/page/toast.ts";
import { LanguageChoice } from "#components/settings/channels/welcome/language-choice.tsx";
import { LanguageTexts } from "#components/settings/channels/welcome/language-texts.tsx";
import { WelcomePreview } from "#components/settings/channels/welcome/welcome-preview.tsx";
import {
  VendorWords,
  WelcomeState,
} from "#components/settings/channels/welcome/welcome-state.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Meta’s refusal in its own words, beside ours. */
type Refused = { code: string; words: string };

/** Writes to Meta when it is saved. What Meta refuses stays in the form. */
export function WelcomeForm({
  channel,
  welcome,
  onRead,
  isReading,
}: {
  channel: Channel;
  welcome: ChannelWelcome;
  onRead: () => Promise<void>;
  isReading: boolean;
}) {
  const t = useTranslations("settings.channels.welcome");
  const fields = useTranslations("settings.fields");
  const queryClient = useQueryClient();
  const [locale, setLocale] = useState<string>(DEFAULT_LOCALE);
  const [refused, setRefused] = useState<Refused | null>(null);
  const { form, submit, problem, isSaving } = useServerForm<
    Welcome,
    ChannelWelcome
  >({
    schema: welcomeSchema,
    defaultValues: valuesOf(welcome),
    save: async (values) => {
      setRefused(null);
      try {
        return await api<ChannelWelcome>(`/channels/${channel.id}/welcome`, {
          method: "PUT",
          body: values,
        });
      } catch (error) {
        if (error instanceof ApiError && error.errors.length === 0)
          setRefused({ code: error.code, words: error.detail });
        throw error;
      }
    },
    onSaved: (answer) => {
      queryClient.setQueryData(liveKey("channel-welcome", channel.id), answer);
      form.reset(valuesOf(answer));
      toast.success(t("saved"));
    },
  });
  const { isDirty, errors, submitCount } = form.formState;
  const values = useWatch({ control: form.control }) as Welcome;
  const languages = values.languages;
  const at = Math.max(
    0,
    languages.findIndex((texts) => texts.locale === locale),
  );
  const wrong = languages.find((_, index) =>
    firstMessage(errors.languages?.[index]),
  )?.locale;
  // A mistake in a language that is not shown would be invisible.
  useEffect(() => {
    if (wrong !== undefined) setLocale(wrong);
  }, [wrong, submitCount]);
  const hasMenu = languages.some(({ menu }) => menu.length > 0);
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <WelcomeState
          welcome={welcome}
          form={values}
          onTake={(atVendor) => {
            form.setValue("getStarted", atVendor.getStarted, DIRTY);
            form.setValue("languages", atVendor.languages, DIRTY);
            form.clearErrors();
          }}
        />
        <Controller
          control={form.control}
          name="languages"
          render={({ field }) => (
            <div className="grid gap-x-6 gap-y-5 sm:grid-cols-[minmax(0,1fr)_14rem]">
              <div className="flex min-w-0 flex-col gap-5">
                <LanguageChoice
                  languages={languages}
                  locale={languages[at]?.locale ?? DEFAULT_LOCALE}
                  onChoose={setLocale}
                  onAdd={(added) => {
                    field.onChange([...languages, noTexts(added)]);
                    setLocale(added);
                  }}
                  onRemove={() => {
                    field.onChange(languages.toSpliced(at, 1));
                    setLocale(DEFAULT_LOCALE);
                  }}
                />
                <LanguageTexts
                  key={languages[at]?.locale}
                  texts={languages[at] ?? noTexts()}
                  errors={errors.languages?.[at]}
                  onChange={(texts) =>
                    field.onChange(languages.with(at, texts))
                  }
                />
              </div>
              <WelcomePreview
                channel={channel}
                texts={languages[at] ?? noTexts()}
                others={languages[0] ?? noTexts()}
                hasButton={values.getStarted !== null || hasMenu}
              />
            </div>
          )}
        />
        <div className="mt-5 border-t pt-4">
          <Controller
            control={form.control}
            name="getStarted"
            render={({ field }) => (
              <SwitchField
                label={t("getStarted")}
                hint={hasMenu ? t("getStartedNeeded") : t("getStartedHint")}
                checked={hasMenu || Boolean(field.value)}
                onChange={(isOn) =>
                  field.onChange(
                    isOn || hasMenu ? { payload: GET_STARTED_PAYLOAD } : null,
                  )
                }
              />
            )}
          />
        </div>
        {problem && (
          <Notice tone="danger" role="alert" className="mt-4">
            {refused?.code === "too_many_requests" ? t("limit") : problem}
            {refused?.code.startsWith("meta_") && (
              <VendorWords words={refused.words} />
            )}
          </Notice>
        )}
        <div className="mt-4 flex flex-wrap items-center gap-2">
          <p role="status" className="me-auto text-sm text-muted-foreground">
            {isDirty ? fields("unsaved") : ""}
          </p>
          <Button
            variant="ghost"
            busy={isReading}
            onClick={() => void onRead()}
          >
            {t("readAgain")}
          </Button>
          {isDirty && (
            <Button onClick={() => form.reset()} disabled={isSaving}>
              {fields("discard")}
            </Button>
          )}
          <Button type="submit" variant="primary" busy={isSaving}>
            {t("save")}
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}

const DIRTY = { shouldDirty: true } as const;

function valuesOf({ saved, atVendor }: ChannelWelcome): Welcome {
  return saved ?? atVendor ?? { getStarted: null, languages: [noTexts()] };
}
