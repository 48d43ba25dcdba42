"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type {
  DataImport,
  ImportCounts,
  OpenedImport,
} from "#contract/imports/import.ts";
import { apiUrl } from "#components/live/transport/api.ts";
import { RowErrors } from "./row-errors.tsx";

/** The numbers of the last step, and the first rows that it leaves out. */
export function ImportResult({
  file,
  counts,
}: {
  file: OpenedImport;
  counts: ImportCounts;
}) {
  const t = useTranslations("imports");
  const { failed } = counts;
  const lines = file.errors.map(({ row, column, code }) =>
    column === null
      ? t("wrongRow", { row, message: t(`errors.${code}`) })
      : t("wrongCell", { row, column, message: t(`errors.${code}`) }),
  );
  const shown = new Set(file.errors.map(({ row }) => row)).size;
  return (
    <>
      <p className="text-sm font-medium">
        {t(`found.${file.kind}`, {
          created: counts.created,
          updated: counts.updated,
          skipped: counts.skipped,
        })}
      </p>
      {failed > 0 && (
        <RowErrors
          title={t(file.startedAt === null ? "failedRows" : "failedDone", {
            count: failed,
          })}
          lines={lines}
          more={() =>
            failed > shown ? t("moreErrors", { count: failed - shown }) : null
          }
        >
          <a
            href={errorsUrl(file)}
            download
            className="mt-2 inline-flex items-center gap-1.5 font-medium underline-offset-2 hover:underline"
          >
            <Download aria-hidden className="size-4" />
            {t("download")}
          </a>
        </RowErrors>
      )}
    </>
  );
}

/** The address of the rows with an error. */
export function errorsUrl({ kind, id }: Pick<DataImport, "kind" | "id">) {
  return apiUrl(`/${kind}/imports/${id}/errors`);
}

/** The progress of the step under way. */
export function ImportProgress({ file }: { file: DataImport }) {
  const t = useTranslations("imports");
  const { state, check, run, undo, rowCount } = file;
  const title =
    state === "checking"
      ? t("checking")
      : state === "undoing"
        ? t("undoing")
        : state === "paused"
          ? t("paused")
          : t("running");
  const changed = (run?.created ?? 0) + (run?.updated ?? 0);
  const total = state === "undoing" ? changed : rowCount;
  const done =
    (state === "checking" ? check : state === "undoing" ? undo : run)?.rows ??
    0;
  const share = total === 0 ? 0 : Math.min(1, done / total);
  return (
    <div role="status" className="space-y-2 py-2">
      <div className="flex justify-between gap-3 text-sm">
        <span className="font-medium">{title}</span>
        <span className="text-muted-foreground tabular-nums">
          {t("progress", { done, rows: total })}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={title}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-2 overflow-hidden rounded-full bg-muted"
      >
        <div
          className="h-full rounded-full bg-primary transition-[width] motion-reduce:transition-none"
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
