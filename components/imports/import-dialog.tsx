"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import {
  isUnderWay,
  type DataImport,
  type ImportKind,
  type OpenedImport,
} from "#contract/imports/import.ts";
import { CsvFileField } from "#components/forms/csv-file-field.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { sendFile } from "#components/live/transport/upload.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Spinner } from "#components/ui/marks/spinner.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import {
  useErrorWords,
  useFieldErrorWords,
} from "#components/words/use-error-words.ts";
import { ImportProgress, ImportResult } from "./import-result.tsx";
import {
  firstSettings,
  ImportSettingsFields,
  missingIn,
  type DraftSettings,
} from "./import-settings.tsx";

const LOOK_EVERY_MS = 700;

/** A file on its way: choosing it, mapping its columns, the check, and the import, which goes on when this is closed. */
export default function ImportDialog({
  kind,
  importId,
  onClose,
}: {
  kind: ImportKind;
  /** An import that is there already; null: a file is chosen first. */
  importId: string | null;
  onClose: () => void;
}) {
  const t = useTranslations("imports");
  const formId = useId();
  const client = useQueryClient();
  const [id, setId] = useState(importId);
  const [settings, setSettings] = useState<DraftSettings | null>(null);
  const [isBack, setBack] = useState(false);
  const [showMissing, setShowMissing] = useState(false);
  const key = liveKey("import", kind, id ?? "");
  const { data: file, error } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api<OpenedImport>(`/${kind}/imports/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) =>
      data && isUnderWay(data.state) ? LOOK_EVERY_MS : false,
  });
  const take = (next: OpenedImport) => {
    client.setQueryData(liveKey("import", kind, next.id), next);
    setId(next.id);
    setSettings(firstSettings(next));
  };
  const step = useMutation({
    mutationFn: ({ name, body }: { name: string; body?: object }) =>
      api<DataImport>(`/${kind}/imports/${id}/${name}`, {
        method: "POST",
        ...(body ? { body } : {}),
      }),
    onSuccess: () => {
      setBack(false);
      return client.invalidateQueries({ queryKey: key });
    },
  });
  const shown = settings ?? (file ? firstSettings(file) : null);
  const isChoosing = file?.state === "draft" || (isBack && file !== undefined);
  const submit = () => {
    if (!file || !shown) return;
    const missing = Object.values(missingIn(kind, shown)).some(Boolean);
    setShowMissing(missing);
    if (missing) {
      // It may lie below the fold.
      requestAnimationFrame(() => {
        const field = document
          .getElementById(formId)
          ?.querySelector<HTMLElement>("[aria-invalid=true]");
        field?.focus({ preventScroll: true });
        field?.scrollIntoView({ block: "center" });
      });
    } else step.mutate({ name: "check", body: shown });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t(`title.${kind}`)}
      description={file ? <FileLine file={file} /> : t("hint")}
      className="md:max-w-2xl"
      footer={
        <Footer
          file={file}
          formId={formId}
          isChoosing={isChoosing}
          isBusy={step.isPending}
          onBack={() => setBack(true)}
          onStep={(name) => step.mutate({ name })}
          onClose={onClose}
        />
      }
    >
      <form
        id={formId}
        noValidate
        className="flex flex-col gap-4 pb-2"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {id === null && <Upload kind={kind} onFile={take} />}
        {file && shown && isChoosing && (
          <ImportSettingsFields
            file={file}
            value={shown}
            onChange={(part) => setSettings({ ...shown, ...part })}
            onFile={take}
            showMissing={showMissing}
          />
        )}
        {file && !isChoosing && <State file={file} />}
        <Problem error={step.error ?? error} />
      </form>
    </Dialog>
  );
}

function FileLine({ file }: { file: OpenedImport }) {
  const t = useTranslations("imports");
  const { fileName, rowCount, form } = file;
  return (
    <span className="bidi break-words">
      {[
        fileName,
        t("rows", { count: rowCount }),
        ...(form.sheet === null ? [] : [t("sheet", { name: form.sheet })]),
      ].join(" · ")}
    </span>
  );
}

function Upload({
  kind,
  onFile,
}: {
  kind: ImportKind;
  onFile: (file: OpenedImport) => void;
}) {
  const t = useTranslations("imports");
  const upload = useMutation({
    mutationFn: (file: File) =>
      sendFile<OpenedImport>("POST", `/${kind}/imports`, { file }),
    onSuccess: onFile,
  });
  return (
    <>
      <CsvFileField
        label={t("file")}
        withWorkbooks
        onChoose={(file) => upload.mutate(file)}
      />
      {upload.isPending && (
        <p role="status" className="flex items-center gap-2 text-sm">
          <Spinner />
          {t("reading")}
        </p>
      )}
      <Problem error={upload.error} />
    </>
  );
}

/** An error of the file in its words, else that of the request. */
function Problem({ error }: { error: Error | null }) {
  const words = useErrorWords();
  const fieldWords = useFieldErrorWords();
  if (!error) return null;
  const [first] = error instanceof ApiError ? error.errors : [];
  return (
    <Notice tone="danger" role="alert">
      {first ? fieldWords(first) : words(error)}
    </Notice>
  );
}

function State({ file }: { file: OpenedImport }) {
  const t = useTranslations("imports");
  const { state, check, run, undo } = file;
  if (isUnderWay(state) || state === "paused")
    return (
      <>
        <ImportProgress file={file} />
        {(state === "running" || state === "undoing") && (
          <p className="text-sm text-muted-foreground">{t("goesOn")}</p>
        )}
      </>
    );
  const counts = run ?? check;
  return (
    <div role="status" className="space-y-3">
      {state === "failed" && <Notice tone="danger">{t("failed")}</Notice>}
      {state === "done" && (
        <Notice tone="info">
          <p className="font-medium">{t("done")}</p>
        </Notice>
      )}
      {undo && (
        <p className="text-sm font-medium">
          {t("undone", {
            removed: undo.removed,
            restored: undo.restored,
            kept: undo.kept,
          })}
        </p>
      )}
      {counts && !undo && <ImportResult file={file} counts={counts} />}
    </div>
  );
}

function Footer({
  file,
  formId,
  isChoosing,
  isBusy,
  onBack,
  onStep,
  onClose,
}: {
  file: OpenedImport | undefined;
  formId: string;
  isChoosing: boolean;
  isBusy: boolean;
  onBack: () => void;
  onStep: (name: "start" | "pause" | "resume") => void;
  onClose: () => void;
}) {
  const t = useTranslations("imports");
  const close = <Button onClick={onClose}>{t("close")}</Button>;
  if (isChoosing)
    return (
      <>
        {close}
        <Button type="submit" form={formId} variant="primary" busy={isBusy}>
          {t("check")}
        </Button>
      </>
    );
  if (file?.state === "checked") {
    const { created = 0, updated = 0 } = file.check ?? {};
    const count = created + updated;
    return (
      <>
        <Button onClick={onBack}>{t("back")}</Button>
        <Button
          variant="primary"
          busy={isBusy}
          disabled={count === 0}
          onClick={() => onStep("start")}
        >
          {count === 0 ? t("nothing") : t(`start.${file.kind}`, { count })}
        </Button>
      </>
    );
  }
  if (file?.state === "running")
    return (
      <>
        <Button busy={isBusy} onClick={() => onStep("pause")}>
          {t("pause")}
        </Button>
        {close}
      </>
    );
  if (file?.state === "paused" || file?.state === "failed")
    return (
      <>
        {close}
        <Button
          variant="primary"
          busy={isBusy}
          onClick={() => onStep("resume")}
        >
          {t("resume")}
        </Button>
      </>
    );
  return close;
}
