"use client";

import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import { changePasswordSchema } from "#contract/people/account-requests.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { api } from "#components/live/transport/api.ts";
import { useMe, useSignOut } from "#components/live/stores/live-context.ts";
import { NewPasswordField } from "#components/forms/fields/new-password-field.tsx";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { Card } from "#components/settings/section.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Changes the actor's own password, which ends all their sessions, this one included. */
export function PasswordCard() {
  const t = useTranslations("settings.profile");
  const signOut = useSignOut();
  const hasTokens = mayOpen(useMe().role, "settings/tokens");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: changePasswordSchema,
    defaultValues: { current: "", password: "", endTokens: true },
    save: (values) => api("/me/password", { method: "POST", body: values }),
    onSaved: () => void signOut(),
  });
  const { errors } = form.formState;
  return (
    <Card title={t("password")} hint={t("passwordHint")}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("currentPassword")} error={errors.current?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register("current")}
                type="password"
                autoComplete="current-password"
              />
            )}
          </Field>
          <NewPasswordField
            control={form.control}
            name="password"
            label={t("newPassword")}
          />
        </div>
        {hasTokens && (
          <div className="mt-4">
            <Controller
              control={form.control}
              name="endTokens"
              render={({ field }) => (
                <SwitchField
                  label={t("endTokens")}
                  hint={t("endTokensHint")}
                  checked={field.value ?? true}
                  onChange={field.onChange}
                />
              )}
            />
          </div>
        )}
        {problem && (
          <Notice tone="danger" role="alert" className="mt-3">
            {problem}
          </Notice>
        )}
        <div className="mt-4 flex justify-end">
          <Button type="submit" busy={isSaving}>
            {t("changePassword")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
