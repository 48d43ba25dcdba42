"use client";

import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";
import { z } from "zod";
import { passwordSchema } from "#contract/requests.ts";
import type { Agent, Role } from "#contract/shapes.ts";
import { api } from "#components/live/api.ts";
import { useMe } from "#components/live/live-context.ts";
import { Card } from "#components/settings/section.tsx";
import { useServerForm } from "#components/settings/use-server-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";

const schema = z.object({ password: passwordSchema });
const MANAGING: readonly Role[] = ["admin", "owner"];

/** Whoever manages people sets their own here; everybody else is sent a link by them. */
export function PasswordCard() {
  const t = useTranslations("settings.profile");
  const me = useMe();
  const { form, submit, problem, isSaving } = useServerForm({
    schema,
    defaultValues: { password: "" },
    save: (values) =>
      api<Agent>(`/agents/${me.id}`, { method: "PATCH", body: values }),
    // A new password ends every session, this one too.
    onSaved: () => void signOut({ callbackUrl: "/sign-in" }),
  });
  if (!MANAGING.includes(me.role))
    return (
      <Card title={t("password")} hint={t("passwordByAdmin")}>
        {null}
      </Card>
    );
  return (
    <Card title={t("password")} hint={t("passwordHint")}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Field
          label={t("newPassword")}
          error={form.formState.errors.password?.message}
          className="sm:w-1/2"
        >
          {(control) => (
            <Input
              {...control}
              {...form.register("password")}
              type="password"
              autoComplete="new-password"
            />
          )}
        </Field>
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
