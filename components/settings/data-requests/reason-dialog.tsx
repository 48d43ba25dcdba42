"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  MAX_REQUEST_TEXT,
  type UpdateDataRequest,
} from "#contract/customers/data-request.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import type { RequestChange } from "#components/settings/data-requests/use-request-change.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The acts on a request that need a text. */
export type ReasonedAct = "identify" | "extend" | "refuse";

/** Asks for the text of an act, and does it. */
export function ReasonDialog({
  act,
  change,
  onClose,
}: {
  act: ReasonedAct;
  change: RequestChange;
  onClose: () => void;
}) {
  const t = useTranslations("settings.dataRequests");
  const words = useErrorWords();
  const [text, setText] = useState("");
  return (
    <FormDialog
      title={t(`${act}.title`)}
      description={t(`${act}.text`)}
      submitLabel={t(`${act}.action`)}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(patchOf(act, text), { onSuccess: onClose });
      }}
      isDirty={text !== ""}
      isSaving={change.isPending}
      problem={change.error ? words(change.error) : null}
    >
      <Field label={t(`${act}.label`)}>
        {(control) => (
          <Textarea
            {...control}
            value={text}
            required
            rows={3}
            maxLength={MAX_REQUEST_TEXT}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function patchOf(act: ReasonedAct, text: string): UpdateDataRequest {
  switch (act) {
    case "identify":
      return { identity: { how: text } };
    case "extend":
      return { extension: { reason: text } };
    case "refuse":
      return { state: "refused", refusedReason: text };
  }
}
