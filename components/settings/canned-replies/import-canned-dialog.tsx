"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  MAX_CANNED_CSV_CHARACTERS,
  MAX_CANNED_ROWS,
  type ImportedCannedReplies,
} from "#contract/canned/canned-import.ts";
import { CsvFileField } from "#components/forms/csv-file-field.tsx";
import { readCsvFile } from "#components/forms/read-csv-file.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { RowErrors } from "#components/imports/row-errors.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Chooses a CSV file of canned replies, checks its rows, and imports those without an error. */
export default function ImportCannedDialog({
  onClose,
}: {
  onClose: () => void;
}) {
  const t = useTranslations("settings.cannedReplies.csv");
  const words = useErrorWords();
  const refresh = useRefresh("canned-replies");
  const [csv, setCsv] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [checked, setChecked] = useState<ImportedCannedReplies | null>(null);
  const send = useMutation({
    mutationFn: (dryRun: boolean) =>
      api<ImportedCannedReplies>("/canned-replies/import", {
        method: "POST",
        body: { csv: csv ?? "", dryRun },
      }),
    onSuccess: ({ created, updated, ...found }, dryRun) => {
      if (dryRun) {
        setChecked({ created, updated, ...found });
        return;
      }
      toast.success(t("done", { created, updated }));
      void refresh();
      onClose();
    },
  });
  const choose = async (file: File) => {
    setChecked(null);
    send.reset();
    const text = await readCsvFile(file);
    const isTooLarge = text.length > MAX_CANNED_CSV_CHARACTERS;
    setWrong(isTooLarge ? t("tooLarge") : null);
    setCsv(isTooLarge ? null : text);
  };
  const count = checked ? checked.created + checked.updated : 0;
  return (
    <FormDialog
      title={t("title")}
      description={t("hint", { max: MAX_CANNED_ROWS })}
      submitLabel={count > 0 ? t("submit", { count }) : t("check")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (csv) send.mutate(count === 0);
        else setWrong((before) => before ?? t("noFile"));
      }}
      isDirty={csv !== null}
      isSaving={send.isPending}
      problem={wrong ?? (send.error ? words(send.error) : null)}
    >
      <CsvFileField label={t("file")} onChoose={choose} />
      {checked && <Result found={checked} />}
    </FormDialog>
  );
}

function Result({
  found: { rows, created, updated, errors },
}: {
  found: ImportedCannedReplies;
}) {
  const t = useTranslations("settings.cannedReplies.csv");
  return (
    <div role="status" className="space-y-2">
      <p className="text-sm font-medium">
        {t("found", { rows, created, updated })}
      </p>
      {errors.length > 0 && (
        <RowErrors
          title={t("wrongRows")}
          lines={errors.map(({ row, column, code }) =>
            column === null
              ? t("wrongRow", { row, message: t(`errors.${code}`) })
              : t("wrongCell", { row, column, message: t(`errors.${code}`) }),
          )}
          more={(count) => (count > 0 ? t("moreErrors", { count }) : null)}
        />
      )}
    </div>
  );
}
