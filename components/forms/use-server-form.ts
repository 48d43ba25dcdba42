"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  useForm,
  type DefaultValues,
  type FieldValues,
  type Path,
  type Resolver,
} from "react-hook-form";
import type { z } from "zod";
import { useUnsaved } from "#components/forms/use-unsaved.ts";
import { ApiError } from "#components/live/transport/api.ts";
import {
  useErrorWords,
  useFieldErrorWords,
} from "#components/words/use-error-words.ts";

type Issue = z.core.$ZodRawIssue;

/**
 * A form on one of the contract's schemas: checked here and by the server with
 * the same rules. The server's errors stand under their fields, the rest above
 * the buttons as `problem`. Settings ask before unsaved changes are lost.
 */
export function useServerForm<Values extends FieldValues, Answer>({
  schema,
  defaultValues,
  save,
  onSaved,
}: {
  schema: z.ZodType<unknown, Values>;
  defaultValues: DefaultValues<Values>;
  save: (values: Values) => Promise<Answer>;
  onSaved: (answer: Answer) => void | Promise<void>;
}) {
  const issueWords = useIssueWords();
  const words = useErrorWords();
  const fieldWords = useFieldErrorWords();
  const [problem, setProblem] = useState<string | null>(null);
  const form = useForm<Values>({
    // The resolver's types do not know that input and output may differ.
    resolver: zodResolver(
      schema as never,
      {
        error: issueWords,
      } as never,
    ) as unknown as Resolver<Values>,
    defaultValues,
  });
  const { isDirty, isSubmitting } = form.formState;
  const markSaved = useUnsaved(isDirty);
  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      const answer = await save(values);
      // Before what follows may lead to another page.
      markSaved();
      await onSaved(answer);
    } catch (error) {
      const errors = error instanceof ApiError ? error.errors : [];
      const values = form.getValues();
      const known = errors.filter(
        ({ path }) => (path.split(".")[0] ?? "") in values,
      );
      for (const { path, ...one } of known)
        form.setError(path as Path<Values>, { message: fieldWords(one) });
      if (known.length === 0) setProblem(words(error));
    }
  });
  return { form, submit, problem, isDirty, isSaving: isSubmitting };
}

/** The error of a value, in the agent's language. */
function useIssueWords(): (issue: Issue) => string | undefined {
  const t = useTranslations("form");
  return (issue) => {
    const isEmpty = issue.input === undefined || issue.input === "";
    switch (issue.code) {
      case "too_small":
        return isEmpty || Number(issue.minimum) <= 1
          ? t("required")
          : issue.origin === "string"
            ? t("tooShort", { min: Number(issue.minimum) })
            : t("tooSmall", { min: Number(issue.minimum) });
      case "too_big":
        return issue.origin === "string"
          ? t("tooLong", { max: Number(issue.maximum) })
          : t("tooBig", { max: Number(issue.maximum) });
      case "invalid_format":
        if (isEmpty) return t("required");
        if (issue.format === "email") return t("email");
        return issue.format === "regex" ? t("digits") : t("invalid");
      case "invalid_type":
        return t("required");
      default:
        return t("invalid");
    }
  };
}
