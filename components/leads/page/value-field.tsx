"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { currencyDigits, decimalOf } from "#contract/base/currency.ts";
import { MAX_AMOUNT_MINOR } from "#contract/leads/amount-limit.ts";
import type { Lead } from "#contract/leads/lead.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";

/** A field for the value of a lead. It saves when the focus leaves it, and on Enter. The caller passes the value as its `key`. */
export function ValueField({
  value,
  currency,
  onChange,
}: {
  value: Lead["value"];
  /** The currency that a new value gets, ISO 4217. */
  currency: string;
  onChange: (amountMinor: number | null) => void;
}) {
  const t = useTranslations("leads");
  const before = value ? decimalOf(value.amountMinor, value.currency) : "";
  const [text, setText] = useState(before);
  const [isWrong, setWrong] = useState(false);
  const save = () => {
    if (text === before) return;
    const amountMinor = minorOf(text, currency);
    setWrong(amountMinor === undefined);
    if (amountMinor !== undefined) onChange(amountMinor);
  };
  return (
    <Field
      label={t("valueIn", { currency: value?.currency ?? currency })}
      error={isWrong ? t("valueWrong") : undefined}
    >
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          className="tabular-nums"
          onChange={({ target }) => setText(target.value)}
          onBlur={save}
          onKeyDown={({ key }) => {
            if (key === "Enter") save();
          }}
        />
      )}
    </Field>
  );
}

/** Null: empty; undefined: no amount. Commas and spaces group digits; a point comes before decimals. */
function minorOf(text: string, currency: string): number | null | undefined {
  const digits = text.replaceAll(/[\s,]/g, "");
  if (digits === "") return null;
  if (!/^\d+(\.\d+)?$/.test(digits)) return undefined;
  const minor = Math.round(Number(digits) * 10 ** currencyDigits(currency));
  return minor <= MAX_AMOUNT_MINOR ? minor : undefined;
}
