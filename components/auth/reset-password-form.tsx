"use client";

import { useTranslations } from "next-intl";
import { confirmPasswordResetSchema } from "#contract/people/account-requests.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { NewPasswordField } from "#components/forms/fields/new-password-field.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

const NOT_FOUND = 404;

/** Sets the new password and leads to the sign-in page, which may ask for more. */
export function ResetPasswordForm({
  token,
  email,
}: {
  token: string;
  /** For the browser's keyring. */
  email: string;
}) {
  const t = useTranslations("passwordReset");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: confirmPasswordResetSchema,
    defaultValues: { token, password: "" },
    save: async (values) => {
      try {
        return await api("/password-reset/confirm", {
          method: "POST",
          body: values,
        });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== NOT_FOUND)
          throw error;
        throw new ApiError({ status: NOT_FOUND, code: "reset_link_gone" });
      }
    },
    onSaved: () => window.location.assign("/sign-in?notice=password_changed"),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
    >
      <input
        type="hidden"
        name="username"
        autoComplete="username"
        value={email}
        readOnly
      />
      <NewPasswordField
        control={form.control}
        name="password"
        label={t("password")}
        autoFocus
      />
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <Button type="submit" variant="primary" size="lg" busy={isSaving}>
        {t("save")}
      </Button>
    </form>
  );
}
