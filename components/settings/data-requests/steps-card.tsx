"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import {
  MAX_REQUEST_TEXT,
  type DataRequestDetail,
} from "#contract/customers/data-request.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The steps that were done for a request, in their order. */
export function StepsCard({
  request,
  mayAdd,
}: {
  request: DataRequestDetail;
  mayAdd: boolean;
}) {
  const t = useTranslations("settings.dataRequests");
  const locale = useLocale();
  return (
    <Card title={t("steps")}>
      <ol className="flex flex-col gap-2 text-sm">
        {request.steps.map(({ at, by, what, text }, index) => (
          <li key={index}>
            <p className="bidi break-words">
              {what === "note" ? (text ?? t("erasedText")) : t(`did.${what}`)}
            </p>
            {what !== "note" && text !== null && (
              <p className="bidi break-words text-muted-foreground">{text}</p>
            )}
            <p className="text-xs text-muted-foreground">
              {`${by} · ${dateAndTime(locale, at)}`}
            </p>
          </li>
        ))}
      </ol>
      {mayAdd && <AddStep requestId={request.id} />}
    </Card>
  );
}

function AddStep({ requestId }: { requestId: string }) {
  const t = useTranslations("settings.dataRequests");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const add = useMutation({
    mutationFn: () =>
      api<DataRequestDetail>(`/data-requests/${requestId}/steps`, {
        method: "POST",
        body: { text },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData(liveKey("data-request", requestId), saved);
      setText("");
    },
  });
  return (
    <form
      className="mt-4 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") add.mutate();
      }}
    >
      <Field label={t("newStep")}>
        {(control) => (
          <Input
            {...control}
            value={text}
            maxLength={MAX_REQUEST_TEXT}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {add.error && (
        <Notice tone="danger" role="alert">
          {words(add.error)}
        </Notice>
      )}
      <Button
        type="submit"
        size="sm"
        busy={add.isPending}
        className="self-start"
      >
        {t("addStep")}
      </Button>
    </form>
  );
}
