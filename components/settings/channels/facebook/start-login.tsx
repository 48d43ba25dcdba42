"use client";

import { useTranslations } from "next-intl";
import {
  LOGIN_PAGE,
  startLoginSchema,
  type LoginState,
} from "#contract/channels/login.ts";
import { Disclosure } from "#components/forms/fields/disclosure.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { goToFacebook } from "#components/settings/channels/facebook/continue-with-facebook.tsx";
import { FacebookMark } from "#components/settings/channels/facebook/facebook-mark.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

const empty = { setValueAs: (value: string) => value || undefined };

/** The way into Facebook's dialog: with the app that is connected, or with the values of another one. */
export function StartLogin({
  state: { savedAppId, redirectUri },
}: {
  state: LoginState;
}) {
  const t = useTranslations("settings.channels.facebook");
  const words = useTranslations("settings.channels");
  const common = useTranslations("common");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: startLoginSchema,
    defaultValues: { returnTo: LOGIN_PAGE },
    save: (values) => goToFacebook(startLoginSchema.parse(values)),
    onSaved: () => undefined,
  });
  const { errors, isSubmitSuccessful } = form.formState;
  const hasWrong = Boolean(errors.appId ?? errors.appSecret ?? errors.configId);
  const fields = (
    <div className="grid gap-4 sm:grid-cols-2">
      <p className="text-sm text-muted-foreground sm:col-span-2">
        {t("appHint")}
      </p>
      <Field label={words("appId")} error={errors.appId?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("appId", empty)}
            inputMode="numeric"
            autoComplete="off"
          />
        )}
      </Field>
      <Field label={words("appSecret")} error={errors.appSecret?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("appSecret", empty)}
            type="password"
            autoComplete="new-password"
            spellCheck={false}
          />
        )}
      </Field>
      <Field
        label={t("configId")}
        optional={common("optional")}
        hint={t("configIdHint")}
        error={errors.configId?.message}
        className="sm:col-span-2"
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("configId", empty)}
            inputMode="numeric"
            autoComplete="off"
          />
        )}
      </Field>
      <div className="sm:col-span-2">
        <CopyField value={redirectUri} label={t("redirect")} />
        <p className="mt-1 text-xs text-muted-foreground">
          {t("redirectHint")}
        </p>
      </div>
    </div>
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Card title={t("start")} hint={t("startHint")}>
        {savedAppId === null ? (
          fields
        ) : (
          <>
            <p className="mb-2 text-sm">
              {t("usesApp", { appId: savedAppId })}
            </p>
            <Disclosure title={t("otherApp")} isOpen={hasWrong}>
              {fields}
            </Disclosure>
          </>
        )}
        {problem && (
          <Notice tone="danger" role="alert" className="mt-4">
            {problem}
          </Notice>
        )}
        <Button
          type="submit"
          variant="primary"
          className="mt-4"
          busy={isSaving || isSubmitSuccessful}
        >
          <FacebookMark />
          {t("button")}
        </Button>
      </Card>
    </form>
  );
}
