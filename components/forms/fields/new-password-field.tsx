"use client";

import { useTranslations } from "next-intl";
import {
  useController,
  type Control,
  type FieldPathByValue,
  type FieldValues,
} from "react-hook-form";
import { MIN_PASSWORD_LENGTH } from "#contract/people/account-requests.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

/** The field of a new password, with the rule for it. Its error replaces the rule where both say the same. */
export function NewPasswordField<Values extends FieldValues>({
  control,
  name,
  label,
  optional,
  hint,
  autoFocus = false,
}: {
  control: Control<Values>;
  name: FieldPathByValue<Values, string | undefined>;
  label: string;
  optional?: string;
  /** Shown below the rule. */
  hint?: string;
  autoFocus?: boolean;
}) {
  const t = useTranslations("form");
  const { field, fieldState } = useController({ control, name });
  const rule = t("tooShort", { min: MIN_PASSWORD_LENGTH });
  const error = fieldState.error?.message;
  const lines = [error === rule ? undefined : rule, hint].filter(Boolean);
  return (
    <Field
      label={label}
      {...(optional ? { optional } : {})}
      hint={
        lines.length > 0 &&
        lines.map((line) => (
          <span key={line} className="block">
            {line}
          </span>
        ))
      }
      error={error}
    >
      {(ids) => (
        <Input
          {...ids}
          {...field}
          value={field.value ?? ""}
          type="password"
          autoFocus={autoFocus}
          autoComplete="new-password"
        />
      )}
    </Field>
  );
}
