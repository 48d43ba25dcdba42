"use client";

import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { MAX_SEARCH_NAME } from "#contract/people/search-limits.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useSearchActions } from "#components/live/queries/use-searches.ts";
import { toast } from "#components/page/toast.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Keeps a search under a name. */
export default function SaveSearch({
  q,
  onClose,
}: {
  q: string;
  onClose: () => void;
}) {
  const t = useTranslations("searches");
  const words = useErrorWords();
  const { save } = useSearchActions();
  const [name, setName] = useState(q);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const chosen = name.trim();
    if (chosen === "") {
      setProblem(t("nameMissing"));
      return;
    }
    setSaving(true);
    try {
      await save(chosen, q);
    } catch (error) {
      setProblem(words(error));
      setSaving(false);
      return;
    }
    toast(t("isSaved"));
    onClose();
  };
  return (
    <FormDialog
      title={t("save")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={name !== q}
      isSaving={isSaving}
      problem={problem}
    >
      <Field label={t("name")}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={MAX_SEARCH_NAME}
            autoComplete="off"
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
