"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { requestPasswordResetSchema } from "#contract/people/account-requests.ts";
import { api } from "#components/live/transport/api.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Asks for a mailed link. The answer never says whether there is such an account. */
export function ForgotPasswordForm() {
  const t = useTranslations("passwordReset");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { form, submit, problem, isSaving } = useServerForm({
    schema: requestPasswordResetSchema,
    defaultValues: { email: "" },
    save: async (values) => {
      await api("/password-reset", { method: "POST", body: values });
      return values.email;
    },
    onSaved: setSentTo,
  });
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
    >
      <Field label={t("email")} error={form.formState.errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            type="email"
            autoFocus
            autoComplete="username"
          />
        )}
      </Field>
      <div role="status">
        {sentTo !== null && (
          <Notice tone="info">{t("sent", { email: sentTo })}</Notice>
        )}
      </div>
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <Button type="submit" variant="primary" size="lg" busy={isSaving}>
        {t("send")}
      </Button>
      <Link
        href="/sign-in"
        className="self-center text-sm text-primary hover:underline"
      >
        {t("toSignIn")}
      </Link>
    </form>
  );
}
