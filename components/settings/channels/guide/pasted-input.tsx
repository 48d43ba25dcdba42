"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import type { CheckChannel } from "#contract/channels/guide.ts";
import { cleanPasted } from "#contract/channels/pasted-values.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

/** A field for a value that is copied from Meta. Quotation marks and spaces that were copied along are removed. */
export function PastedInput({
  name,
  label,
  hint,
  optional,
  isSecret = false,
  className,
}: {
  name: keyof CheckChannel;
  label: string;
  hint?: string;
  optional?: string;
  isSecret?: boolean;
  className?: string;
}) {
  const t = useTranslations("settings.channels.guide");
  const { register, setValue, formState } = useFormContext<CheckChannel>();
  const [removed, setRemoved] = useState(false);
  const said = removed ? t("cleaned") : hint;
  return (
    <Field
      label={label}
      error={formState.errors[name]?.message}
      {...(said === undefined ? {} : { hint: said })}
      {...(optional === undefined ? {} : { optional })}
      {...(className === undefined ? {} : { className })}
    >
      {(ids) => (
        <Input
          {...ids}
          {...register(name)}
          type={isSecret ? "password" : "text"}
          inputMode={isSecret ? undefined : "numeric"}
          autoComplete={isSecret ? "new-password" : "off"}
          spellCheck={false}
          onPaste={(event) => {
            const { text, removed } = cleanPasted(
              event.clipboardData.getData("text"),
            );
            setRemoved(removed !== null);
            if (removed === null) return;
            event.preventDefault();
            setValue(name, text, { shouldDirty: true });
          }}
        />
      )}
    </Field>
  );
}
