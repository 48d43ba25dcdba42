"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import type { Lead } from "#contract/leads/lead.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useKeepLead } from "#components/leads/use-leads.ts";
import { useLeadRefusalWords } from "#components/leads/use-lead-words.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";

/** Adds a note to the history of a lead. */
export function NoteDialog({
  lead,
  onClose,
}: {
  lead: Lead;
  onClose: () => void;
}) {
  const t = useTranslations("leads.notes");
  const words = useLeadRefusalWords();
  const keep = useKeepLead();
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const add = useMutation({
    mutationFn: () =>
      api<Lead>(`/leads/${lead.id}/notes`, {
        method: "POST",
        body: { text: text.trim() },
      }),
    onSuccess: (after) => {
      toast.success(t("done"));
      onClose();
      void keep(after);
    },
  });
  const isEmpty = text.trim() === "";
  return (
    <FormDialog
      title={t("add")}
      description={t("hint")}
      submitLabel={t("add")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(isEmpty);
        if (!isEmpty) add.mutate();
      }}
      isDirty={text !== ""}
      isSaving={add.isPending}
      problem={add.error ? words(add.error) : null}
    >
      <Field
        label={t("text")}
        error={isMissing && isEmpty ? t("missing") : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            value={text}
            maxLength={MAX_NOTE_CHARACTERS}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
