"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { testMailSchema } from "#contract/mail/mail-requests.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

type Answer = { isSent: boolean; words: string };

/** Sends a test email with the saved settings and shows what the server answers, in its own words. */
export function TestMailCard({ isSetUp }: { isSetUp: boolean }) {
  const t = useTranslations("settings.mail");
  const { email } = useMe();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { form, submit, problem, isSaving } = useServerForm({
    schema: testMailSchema,
    defaultValues: { to: email },
    save: async (values): Promise<Answer> => {
      setAnswer(null);
      try {
        const { response } = await api<{ response: string }>(
          "/settings/mail/test",
          { method: "POST", body: values },
        );
        return { isSent: true, words: response };
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "mail_refused")
          throw error;
        return { isSent: false, words: error.detail };
      }
    },
    onSaved: setAnswer,
  });
  return (
    <Card title={t("test")} hint={t("testHint")} className="mt-5">
      <form
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-wrap items-start gap-3"
      >
        <Field
          label={t("testTo")}
          error={form.formState.errors.to?.message}
          className="min-w-0 flex-[1_1_14rem]"
        >
          {(ids) => <Input {...ids} {...form.register("to")} type="email" />}
        </Field>
        <Button
          type="submit"
          busy={isSaving}
          disabled={!isSetUp}
          className="mt-6"
        >
          {t("testSend")}
        </Button>
      </form>
      <div role="status" className="mt-3 wrap-anywhere empty:mt-0">
        {problem && <Notice tone="danger">{problem}</Notice>}
        {answer && (
          <Notice tone={answer.isSent ? "info" : "danger"}>
            {t(answer.isSent ? "testSent" : "testRefused")}{" "}
            <span lang="en" className="font-mono text-xs">
              {answer.words}
            </span>
          </Notice>
        )}
      </div>
    </Card>
  );
}
