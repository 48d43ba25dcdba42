"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import {
  CUSTOMER_TARGETS,
  EXISTING_WAYS,
} from "#contract/customers/customer-import.ts";
import {
  CONSENT_BASES,
  IMPORT_KEYS,
  MAX_IMPORT_SOURCE,
  type ChangeImportForm,
  type ConsentBasis,
  type ImportKind,
  type ImportSettings,
  type OpenedImport,
} from "#contract/imports/import.ts";
import {
  FILE_DELIMITERS,
  FILE_ENCODINGS,
  type FileDelimiter,
} from "#contract/imports/import-file.ts";
import { IMPORT_FIELDS } from "#contract/leads/lead-import.ts";
import { CONTACT_FIELDS } from "#contract/leads/lead.ts";
import { truncate } from "#contract/text/text.ts";
import { useCustomerFields } from "#components/live/queries/use-directory.ts";
import { api } from "#components/live/transport/api.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const LEFT_OUT = "none";
const MAX_KEY = 60;

/** The settings as they are being chosen. */
export type DraftSettings = Omit<ImportSettings, "basis"> & {
  basis: ConsentBasis | null;
};

/** The settings that a file begins with: those of its last check, else guessed ones. Pure. */
export function firstSettings(file: OpenedImport): DraftSettings {
  if (file.settings) return file.settings;
  const to = new Set(Object.values(file.guess));
  const key = IMPORT_KEYS.find((one) => to.has(one)) ?? "email";
  return {
    mapping: file.guess,
    key,
    existing: "fill",
    source: "",
    basis: null,
  };
}

/** The settings of an import: the reading of the file, its columns and its rows. */
export function ImportSettingsFields({
  file,
  value,
  onChange,
  onFile,
  showMissing,
}: {
  file: OpenedImport;
  value: DraftSettings;
  onChange: (part: Partial<DraftSettings>) => void;
  /** The file was read again. */
  onFile: (file: OpenedImport) => void;
  /** Marks what is missing. */
  showMissing: boolean;
}) {
  const t = useTranslations("imports");
  const isMissing = missingIn(file.kind, value);
  const error = (name: keyof typeof isMissing, text: string) =>
    showMissing && isMissing[name] ? text : undefined;
  return (
    <>
      {file.form.format === "csv" && <FileForm file={file} onFile={onFile} />}
      <Columns
        file={file}
        mapping={value.mapping}
        onChange={(column, to) =>
          onChange({ mapping: { ...value.mapping, [column]: to } })
        }
      />
      {file.kind === "customers" && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t("key")}
            hint={t("keyHint")}
            error={error("key", t("keyMissing"))}
          >
            {(control) => (
              <Select
                {...control}
                value={value.key}
                onValueChange={(key) =>
                  onChange({ key: key as ImportSettings["key"] })
                }
                groups={IMPORT_KEYS.map((key) => ({
                  value: key,
                  label: t(`keys.${key}`),
                }))}
              />
            )}
          </Field>
          <Field label={t("existing")}>
            {(control) => (
              <Select
                {...control}
                value={value.existing}
                onValueChange={(way) =>
                  onChange({ existing: way as ImportSettings["existing"] })
                }
                groups={EXISTING_WAYS.map((way) => ({
                  value: way,
                  label: t(`ways.${way}`),
                }))}
              />
            )}
          </Field>
        </div>
      )}
      <Field
        label={t("source")}
        hint={t("sourceHint")}
        error={error("source", t("sourceMissing"))}
      >
        {(control) => (
          <Input
            {...control}
            value={value.source}
            maxLength={MAX_IMPORT_SOURCE}
            onChange={({ target }) => onChange({ source: target.value })}
          />
        )}
      </Field>
      <Field
        label={t("basis")}
        hint={value.basis?.startsWith("consent") ? t("basisHint") : undefined}
        error={error("basis", t("basisMissing"))}
      >
        {(control) => (
          <Select
            {...control}
            value={value.basis ?? ""}
            placeholder={t("choose")}
            onValueChange={(basis) =>
              onChange({ basis: basis as ConsentBasis })
            }
            groups={CONSENT_BASES.map((basis) => ({
              value: basis,
              label: t(`bases.${basis}`),
            }))}
          />
        )}
      </Field>
    </>
  );
}

/** Whether something that the check needs is missing. Pure. */
export function missingIn(
  kind: ImportKind,
  { mapping, key, source, basis }: DraftSettings,
): Record<"key" | "source" | "basis", boolean> {
  return {
    key: kind === "customers" && !Object.values(mapping).includes(key),
    source: source.trim() === "",
    basis: basis === null,
  };
}

const DELIMITER_WORDS = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "bar",
} as const satisfies Record<FileDelimiter, string>;

function FileForm({
  file,
  onFile,
}: {
  file: OpenedImport;
  onFile: (file: OpenedImport) => void;
}) {
  const t = useTranslations("imports");
  const words = useErrorWords();
  const change = useMutation({
    mutationFn: (body: ChangeImportForm) =>
      api<OpenedImport>(`/${file.kind}/imports/${file.id}`, {
        method: "PATCH",
        body,
      }),
    onSuccess: onFile,
  });
  const { encoding, delimiter } = file.form;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("encoding")} hint={t("encodingHint")}>
          {(control) => (
            <Select
              {...control}
              value={encoding ?? ""}
              disabled={change.isPending}
              onValueChange={(value) =>
                change.mutate({
                  encoding: value as (typeof FILE_ENCODINGS)[number],
                })
              }
              groups={FILE_ENCODINGS.map((value) => ({
                value,
                label: t(`encodings.${value}`),
              }))}
            />
          )}
        </Field>
        <Field label={t("delimiter")}>
          {(control) => (
            <Select
              {...control}
              value={delimiter ?? ""}
              disabled={change.isPending}
              onValueChange={(value) =>
                change.mutate({ delimiter: value as FileDelimiter })
              }
              groups={FILE_DELIMITERS.map((value) => ({
                value,
                label: t(`delimiters.${DELIMITER_WORDS[value]}`),
              }))}
            />
          )}
        </Field>
      </div>
      {change.error && (
        <Notice tone="danger" role="alert">
          {words(change.error)}
        </Notice>
      )}
    </>
  );
}

/** The columns with an example each, and the field that each goes to. */
function Columns({
  file: { kind, columns, sample },
  mapping,
  onChange,
}: {
  file: OpenedImport;
  mapping: ImportSettings["mapping"];
  onChange: (column: string, to: string | null) => void;
}) {
  const t = useTranslations("imports");
  const titleId = useId();
  const groupsOf = useTargets(kind);
  return (
    <div role="group" aria-labelledby={titleId}>
      <h3 id={titleId} className="mb-1.5 text-sm font-medium">
        {t("columns")}
      </h3>
      <ul className="divide-y divide-border rounded-md border border-border">
        {columns.map((column, at) => (
          <li
            key={column}
            className="grid items-center gap-1 px-3 py-2 sm:grid-cols-2 sm:gap-3"
          >
            <div className="min-w-0">
              <p className="bidi truncate text-sm">{column}</p>
              <p className="bidi truncate text-xs text-muted-foreground">
                {sample
                  .map((cells) => cells[at] ?? "")
                  .filter((cell) => cell !== "")
                  .join(" · ")}
              </p>
            </div>
            <Select
              aria-label={t("columnTo", { column })}
              value={mapping[column] ?? LEFT_OUT}
              onValueChange={(value) =>
                onChange(column, value === LEFT_OUT ? null : value)
              }
              groups={groupsOf(column)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The fields that a column can go to. */
function useTargets(kind: ImportKind) {
  const t = useTranslations("imports");
  const fields = useTranslations("leads.fields");
  const own = useCustomerFields().data ?? [];
  const leftOut = { value: LEFT_OUT, label: t("leftOut") };
  if (kind === "customers")
    return () => [
      leftOut,
      ...[...CUSTOMER_TARGETS, "externalId" as const].map((target) => ({
        value: target,
        label: t(`targets.${target}`),
      })),
      ...own.map(({ key, name }) => ({ value: `field:${key}`, label: name })),
    ];
  return (column: string) => [
    leftOut,
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
          label: t(`targets.${field}`),
        })),
        {
          value: `field:${truncate(column, MAX_KEY)}`,
          label: t("ownField", { column }),
        },
      ],
    },
  ];
}
