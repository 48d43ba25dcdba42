"use client";

import { useTranslations } from "next-intl";
import { firstOwnerSchema } from "#contract/people/account-requests.ts";
import { becomeAvailable } from "#components/auth/become-available.ts";
import { api } from "#components/live/transport/api.ts";
import { NewPasswordField } from "#components/forms/fields/new-password-field.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Creates the first owner, who goes on signed in with the checklist of the first day. */
export function SetupForm() {
  const t = useTranslations("setup");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: firstOwnerSchema,
    defaultValues: { name: "", email: "", password: "" },
    save: (values) => api("/setup", { method: "POST", body: values }),
    onSaved: async () => {
      await becomeAvailable();
      window.location.assign("/settings/start");
    },
  });
  const { errors } = form.formState;
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
    >
      <Field label={t("name")} error={errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("name")}
            autoFocus
            autoComplete="name"
          />
        )}
      </Field>
      <Field label={t("email")} error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            type="email"
            autoComplete="username"
          />
        )}
      </Field>
      <NewPasswordField
        control={form.control}
        name="password"
        label={t("password")}
      />
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <Button type="submit" variant="primary" size="lg" busy={isSaving}>
        {t("submit")}
      </Button>
    </form>
  );
}
