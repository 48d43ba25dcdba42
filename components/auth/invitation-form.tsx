"use client";

import { useTranslations } from "next-intl";
import { acceptInvitationSchema } from "#contract/people/account-requests.ts";
import { becomeAvailable } from "#components/auth/become-available.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { NewPasswordField } from "#components/forms/fields/new-password-field.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

const NOT_FOUND = 404;

/** Sets the password of an invited agent and signs in. */
export function InvitationForm({
  token,
  email,
}: {
  token: string;
  /** For the browser's keyring. */
  email: string;
}) {
  const t = useTranslations("invitation");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: acceptInvitationSchema,
    defaultValues: { token, password: "" },
    save: async (values) => {
      try {
        return await api("/invitations/accept", {
          method: "POST",
          body: values,
        });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== NOT_FOUND)
          throw error;
        throw new ApiError({ status: NOT_FOUND, code: "invitation_gone" });
      }
    },
    onSaved: async () => {
      await becomeAvailable();
      window.location.assign("/");
    },
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
        {t("submit")}
      </Button>
    </form>
  );
}
