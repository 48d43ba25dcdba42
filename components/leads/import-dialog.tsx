"use client";

import { useMutation } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  IMPORT_FIELDS,
  MAX_CSV_CHARACTERS,
  MAX_IMPORT_ROWS,
  type ImportedLeads,
} from "#contract/leads/lead-import.ts";
import { CONTACT_FIELDS } from "#contract/leads/lead.ts";
import { CsvFileField } from "#components/forms/csv-file-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { truncate } from "#contract/text/text.ts";
import { columnsOf, guessField, readCsvFile } from "./read-csv.ts";

const LEFT_OUT = "none";
const SHOWN_ERRORS = 20;
const MAX_KEY = 60;

type ReadFile = { name: string; csv: string; columns: string[] };

/** Chooses a file, maps its columns, checks the rows, and imports those without an error. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("leads.import");
  const words = useErrorWords();
  const refresh = useRefresh("leads");
  const [file, setFile] = useState<ReadFile | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [mapping, setMapping] = useState<Record<string, string | null>>({});
  const [checked, setChecked] = useState<ImportedLeads | null>(null);
  const send = useMutation({
    mutationFn: (dryRun: boolean) =>
      api<ImportedLeads>("/leads/import", {
        method: "POST",
        body: { csv: file?.csv ?? "", mapping, dryRun },
      }),
    onSuccess: (found, dryRun) => {
      if (dryRun) {
        setChecked(found);
        return;
      }
      toast.success(t("done", { count: found.created }));
      void refresh();
      onClose();
    },
  });
  const choose = async (chosen: File) => {
    setChecked(null);
    send.reset();
    const csv = await readCsvFile(chosen);
    const columns = columnsOf(csv);
    if (csv.length > MAX_CSV_CHARACTERS || columns.length === 0) {
      setFile(null);
      setWrong(t(columns.length === 0 ? "noColumns" : "tooLarge"));
      return;
    }
    setWrong(null);
    setFile({ name: chosen.name, csv, columns });
    setMapping(
      Object.fromEntries(columns.map((column) => [column, guessField(column)])),
    );
  };
  const canImport = checked !== null && checked.created > 0;
  return (
    <FormDialog
      isWide
      title={t("title")}
      description={t("hint", { max: MAX_IMPORT_ROWS })}
      submitLabel={
        canImport ? t("submit", { count: checked.created }) : t("check")
      }
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (file) send.mutate(!canImport);
        else setWrong(t("noFile"));
      }}
      isSaving={send.isPending}
      problem={wrong ?? (send.error ? words(send.error) : null)}
    >
      <CsvFileField label={t("file")} onChoose={choose} />
      {file && (
        <Columns
          columns={file.columns}
          mapping={mapping}
          onChange={(column, to) => {
            setMapping({ ...mapping, [column]: to });
            setChecked(null);
          }}
        />
      )}
      {checked && <Result found={checked} />}
    </FormDialog>
  );
}

function Columns({
  columns,
  mapping,
  onChange,
}: {
  columns: string[];
  mapping: Record<string, string | null>;
  onChange: (column: string, to: string | null) => void;
}) {
  const t = useTranslations("leads.import");
  const fields = useTranslations("leads.fields");
  const targets = useTranslations("leads.import.targets");
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t("columns")}</legend>
      <ul className="space-y-2">
        {columns.map((column) => {
          const to = mapping[column] ?? null;
          return (
            <li
              key={column}
              className="grid items-center gap-1 sm:grid-cols-2 sm:gap-3"
            >
              <span className="bidi truncate text-sm">{column}</span>
              <Select
                aria-label={t("columnTo", { column })}
                value={to ?? LEFT_OUT}
                onValueChange={(value) =>
                  onChange(column, value === LEFT_OUT ? null : value)
                }
                groups={[
                  { value: LEFT_OUT, label: t("leftOut") },
                  {
                    label: t("contactFields"),
                    options: CONTACT_FIELDS.map((field) => ({
                      value: field,
                      label: fields(field),
                    })),
                  },
                  {
                    label: t("otherFields"),
                    options: [
                      ...IMPORT_FIELDS.map((field) => ({
                        value: field,
                        label: targets(field),
                      })),
                      {
                        value: `field:${truncate(column, MAX_KEY)}`,
                        label: t("ownField", { column }),
                      },
                    ],
                  },
                ]}
              />
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

/** The result of the dry run: the number of leads, and each row with an error. */
function Result({
  found: { rows, created, errors },
}: {
  found: ImportedLeads;
}) {
  const t = useTranslations("leads.import");
  return (
    <div role="status" className="space-y-2">
      <p className="flex items-center gap-2 text-sm font-medium">
        <FileUp aria-hidden className="size-4 text-muted-foreground" />
        {t("found", { created, rows })}
      </p>
      {errors.length > 0 && (
        <Notice tone="warning">
          <p>{t("wrongRows")}</p>
          <ul className="mt-1 max-h-40 list-disc overflow-y-auto ps-5">
            {errors.slice(0, SHOWN_ERRORS).map(({ row, column, code }) => (
              <li key={`${row} ${column} ${code}`}>
                {column === null
                  ? t("wrongRow", { row, message: t(`errors.${code}`) })
                  : t("wrongCell", {
                      row,
                      column,
                      message: t(`errors.${code}`),
                    })}
              </li>
            ))}
          </ul>
          {errors.length > SHOWN_ERRORS && (
            <p>{t("moreErrors", { count: errors.length - SHOWN_ERRORS })}</p>
          )}
        </Notice>
      )}
    </div>
  );
}
