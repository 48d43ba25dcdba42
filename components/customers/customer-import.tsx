"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import {
  CUSTOMER_TARGETS,
  EXISTING_WAYS,
  MAX_CUSTOMER_CSV,
  MAX_CUSTOMER_ROWS,
  type CustomerTarget,
  type ExistingWay,
  type ImportedCustomers,
} from "#contract/customers/customer-import.ts";
import { foldText } from "#contract/text/fold.ts";
import { CsvFileField } from "#components/forms/csv-file-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import {
  columnsOf,
  guessField,
  readCsvFile,
} from "#components/leads/read-csv.ts";
import { useCustomerFields } from "#components/live/queries/use-directory.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Select } from "#components/ui/controls/select.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const LEFT_OUT = "none";
const SHOWN_ERRORS = 20;

type ReadFile = { csv: string; columns: string[] };

/** Chooses a file, maps its columns, checks the rows, and imports those without an error. */
export default function CustomerImport({
  onClose,
  onImported,
}: {
  onClose: () => void;
  onImported: () => void;
}) {
  const t = useTranslations("customers.import");
  const words = useErrorWords();
  const wayId = useId();
  const fields = useCustomerFields().data ?? [];
  const [file, setFile] = useState<ReadFile | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [mapping, setMapping] = useState<Record<string, string | null>>({});
  const [existing, setExisting] = useState<ExistingWay>("fill");
  const [checked, setChecked] = useState<ImportedCustomers | null>(null);
  const send = useMutation({
    mutationFn: (dryRun: boolean) =>
      api<ImportedCustomers>("/customers/import", {
        method: "POST",
        body: { csv: file?.csv ?? "", mapping, existing, dryRun },
      }),
    onSuccess: (found, dryRun) => {
      if (dryRun) {
        setChecked(found);
        return;
      }
      toast.success(t("done", { count: found.created + found.updated }));
      onImported();
      onClose();
    },
  });
  const choose = async (chosen: File) => {
    setChecked(null);
    send.reset();
    const csv = await readCsvFile(chosen);
    const columns = columnsOf(csv);
    if (csv.length > MAX_CUSTOMER_CSV || columns.length === 0) {
      setFile(null);
      setWrong(t(columns.length === 0 ? "noColumns" : "tooLarge"));
      return;
    }
    setWrong(null);
    setFile({ csv, columns });
    setMapping(
      Object.fromEntries(
        columns.map((column) => [column, targetOf(column, fields)]),
      ),
    );
  };
  const count = checked === null ? 0 : checked.created + checked.updated;
  return (
    <FormDialog
      isWide
      title={t("title")}
      description={t("hint", { max: MAX_CUSTOMER_ROWS })}
      submitLabel={count > 0 ? t("submit", { count }) : t("check")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (file) send.mutate(count === 0);
        else setWrong(t("noFile"));
      }}
      isSaving={send.isPending}
      problem={wrong ?? (send.error ? words(send.error) : null)}
    >
      <CsvFileField label={t("file")} onChoose={choose} />
      {file && (
        <>
          <Columns
            columns={file.columns}
            mapping={mapping}
            fields={fields}
            onChange={(column, to) => {
              setMapping({ ...mapping, [column]: to });
              setChecked(null);
            }}
          />
          <div>
            <p id={wayId} className="mb-1.5 text-sm font-medium">
              {t("existing")}
            </p>
            <Select
              aria-labelledby={wayId}
              value={existing}
              onValueChange={(way) => {
                setExisting(way as ExistingWay);
                setChecked(null);
              }}
              groups={EXISTING_WAYS.map((way) => ({
                value: way,
                label: t(`ways.${way}`),
              }))}
            />
          </div>
        </>
      )}
      {checked && <Result found={checked} />}
    </FormDialog>
  );
}

type Field = { key: string; name: string };

/** The field that a column's name speaks for; null: none. Pure. */
function targetOf(column: string, fields: readonly Field[]): string | null {
  const word = foldText(column);
  const own = fields.find(({ name }) => foldText(name) === word);
  if (own) return `field:${own.key}`;
  const guessed = CUSTOMER_TARGETS.find((target) => target === word);
  return guessed ?? targetAmong(guessField(column));
}

function targetAmong(field: string | null): CustomerTarget | null {
  return CUSTOMER_TARGETS.find((target) => target === field) ?? null;
}

function Columns({
  columns,
  mapping,
  fields,
  onChange,
}: {
  columns: string[];
  mapping: Record<string, string | null>;
  fields: readonly Field[];
  onChange: (column: string, to: string | null) => void;
}) {
  const t = useTranslations("customers.import");
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t("columns")}</legend>
      <ul className="space-y-2">
        {columns.map((column) => (
          <li
            key={column}
            className="grid items-center gap-1 sm:grid-cols-2 sm:gap-3"
          >
            <span className="bidi truncate text-sm">{column}</span>
            <Select
              aria-label={t("columnTo", { column })}
              value={mapping[column] ?? LEFT_OUT}
              onValueChange={(value) =>
                onChange(column, value === LEFT_OUT ? null : value)
              }
              groups={[
                { value: LEFT_OUT, label: t("leftOut") },
                ...CUSTOMER_TARGETS.map((target) => ({
                  value: target,
                  label: t(`targets.${target}`),
                })),
                ...fields.map(({ key, name }) => ({
                  value: `field:${key}`,
                  label: name,
                })),
              ]}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function Result({
  found: { created, updated, skipped, errors },
}: {
  found: ImportedCustomers;
}) {
  const t = useTranslations("customers.import");
  return (
    <div role="status" className="space-y-2 text-sm">
      <p className="font-medium">{t("found", { created, updated, skipped })}</p>
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
