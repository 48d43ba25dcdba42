"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";

const MAX_FIELD_NAME = 60;
const MAX_VALUE = 2_000;

export type FreeField = { key: string; name: string; value: string };

/** Fields without a definition: a name and a text each. */
export function FreeFields({
  rows,
  onChange,
}: {
  rows: FreeField[];
  onChange: (rows: FreeField[]) => void;
}) {
  const t = useTranslations("customer");
  const change = (key: string, part: Partial<FreeField>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t("freeFields")}</legend>
      <ul className="flex flex-col gap-2">
        {rows.map((row) => (
          <li key={row.key} className="flex items-center gap-2">
            <Input
              // A row added just now needs its name next.
              autoFocus={row.name === "" && row.value === ""}
              aria-label={t("fieldName")}
              placeholder={t("fieldName")}
              value={row.name}
              maxLength={MAX_FIELD_NAME}
              className="w-2/5"
              onChange={(event) =>
                change(row.key, { name: event.target.value })
              }
            />
            <Input
              aria-label={row.name || t("fieldValue")}
              placeholder={t("fieldValue")}
              value={row.value}
              maxLength={MAX_VALUE}
              className="min-w-0 flex-1"
              onChange={(event) =>
                change(row.key, { value: event.target.value })
              }
            />
            <IconButton
              label={t("removeField", { name: row.name })}
              size="icon-sm"
              onClick={() =>
                onChange(rows.filter(({ key }) => key !== row.key))
              }
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button
        size="sm"
        className="mt-2"
        onClick={() =>
          onChange([...rows, { key: crypto.randomUUID(), name: "", value: "" }])
        }
      >
        <Plus />
        {t("addField")}
      </Button>
    </fieldset>
  );
}
