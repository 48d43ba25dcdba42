"use client";

import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Input } from "#components/ui/controls/input.tsx";

/** An optional reason for declining a colleague's transfer request. A button shows the field; Enter declines. */
export function WhyField({
  name,
  value,
  onChange,
  onSubmit,
  disabled,
}: {
  /** The colleague’s. */
  name: string;
  /** Null: the field is not there yet. */
  value: string | null;
  onChange: (value: string) => void;
  onSubmit: () => void;
  disabled: boolean;
}) {
  const t = useTranslations("offers");
  if (value === null)
    return (
      <Button
        variant="link"
        size="sm"
        className="mt-1.5 px-0"
        disabled={disabled}
        onClick={() => onChange("")}
      >
        {`${t("declineWhy")}…`}
      </Button>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!disabled && value.trim() !== "") onSubmit();
  };
  const label = t("declineReason", { name });
  return (
    <form onSubmit={submit} className="mt-2">
      <Input
        autoFocus
        aria-label={label}
        placeholder={label}
        value={value}
        maxLength={MAX_NOTE_CHARACTERS}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
    </form>
  );
}
