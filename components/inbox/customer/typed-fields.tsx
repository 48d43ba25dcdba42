"use client";

import { useLocale, useTranslations } from "next-intl";
import type { CustomerField } from "#contract/customers/customer-field.ts";
import { isMaskedContact } from "#contract/text/contact-mask.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { fieldText } from "#components/inbox/customer/field-text.ts";
import { shortDate } from "#components/words/times.ts";

const NONE = "none";

/** Inputs for the fields that the company has defined; null stands for no value. */
export function TypedFieldInputs({
  fields,
  values,
  errors,
  onChange,
}: {
  fields: CustomerField[];
  values: Record<string, unknown>;
  errors: Record<string, string>;
  onChange: (key: string, value: unknown) => void;
}) {
  return fields.map((field) => (
    <Field key={field.id} label={field.name} error={errors[field.key]}>
      {(control) => (
        <TypedInput
          {...control}
          field={field}
          value={values[field.key] ?? null}
          onChange={(value) => onChange(field.key, value)}
        />
      )}
    </Field>
  ));
}

function TypedInput({
  field: { type, options },
  value,
  onChange,
  ...control
}: {
  field: CustomerField;
  value: unknown;
  onChange: (value: unknown) => void;
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}) {
  const t = useTranslations("customer");
  const text = value === null ? "" : fieldText(value);
  switch (type) {
    case "text":
      return (
        <Input
          {...control}
          value={text}
          maxLength={2_000}
          onChange={(event) => onChange(event.target.value || null)}
        />
      );
    case "number":
      return (
        <Input
          {...control}
          // Masked, it is no number, and an input for numbers would show nothing.
          type={isMaskedContact(value) ? "text" : "number"}
          step="any"
          value={text}
          onChange={({ target }) => onChange(numberOf(target.value))}
        />
      );
    case "date":
      return (
        <Input
          {...control}
          type="date"
          value={text}
          onChange={(event) => onChange(event.target.value || null)}
        />
      );
    case "choice":
      return (
        <Select
          {...control}
          value={value === null ? NONE : text}
          onValueChange={(chosen) => onChange(chosen === NONE ? null : chosen)}
          groups={[
            { value: NONE, label: t("noValue") },
            // A value that is no longer an option is still shown.
            ...[...new Set(value === null ? options : [...options, text])].map(
              (option) => ({ value: option, label: option }),
            ),
          ]}
        />
      );
    case "boolean":
      return (
        <Select
          {...control}
          value={value === true ? "yes" : value === false ? "no" : NONE}
          onValueChange={(chosen) =>
            onChange(chosen === NONE ? null : chosen === "yes")
          }
          groups={[
            { value: NONE, label: t("noValue") },
            { value: "yes", label: t("yes") },
            { value: "no", label: t("no") },
          ]}
        />
      );
  }
}

/** Null: no number, and so no value. Pure. */
function numberOf(typed: string): number | null {
  const number = Number(typed);
  return typed.trim() === "" || !Number.isFinite(number) ? null : number;
}

/** A field's value in the reader's language; `field` undefined: one without a definition. */
export function useFieldValueText(): (
  field: CustomerField | undefined,
  value: unknown,
) => string {
  const t = useTranslations("customer");
  const locale = useLocale();
  return (field, value) => {
    if (field?.type === "boolean" && typeof value === "boolean")
      return value ? t("yes") : t("no");
    if (field?.type === "number" && typeof value === "number")
      return new Intl.NumberFormat(locale).format(value);
    if (
      field?.type === "date" &&
      typeof value === "string" &&
      /^\d{4}-\d{2}-\d{2}$/.test(value)
    )
      return shortDate(locale, `${value}T00:00:00`);
    return fieldText(value);
  };
}
