"use client";

import { useMutation } from "@tanstack/react-query";
import { Download, Trash2, Undo2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState, type ComponentProps } from "react";
import type { DataImport, ImportState } from "#contract/imports/import.ts";
import { api } from "#components/live/transport/api.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { errorsUrl, ImportProgress } from "./import-result.tsx";

type Tone = NonNullable<ComponentProps<typeof Badge>["tone"]>;

const TONES: Record<ImportState, Tone> = {
  draft: "neutral",
  checking: "primary",
  checked: "warning",
  running: "primary",
  paused: "warning",
  done: "success",
  undoing: "primary",
  undone: "neutral",
  failed: "danger",
};

/** Imports, newest first: by whom, when, what came of each, its errors and its undo. */
export function ImportList({
  imports,
  mayChange,
  onOpen,
  onChanged,
}: {
  imports: DataImport[];
  mayChange: boolean;
  onOpen: (id: string) => void;
  onChanged: () => void;
}) {
  return (
    <ul className="divide-y divide-border rounded-lg border border-border bg-card">
      {imports.map((one) => (
        <Item
          key={one.id}
          one={one}
          mayChange={mayChange}
          onOpen={() => onOpen(one.id)}
          onChanged={onChanged}
        />
      ))}
    </ul>
  );
}

function Item({
  one,
  mayChange,
  onOpen,
  onChanged,
}: {
  one: DataImport;
  mayChange: boolean;
  onOpen: () => void;
  onChanged: () => void;
}) {
  const t = useTranslations("imports");
  const locale = useLocale();
  const { state, fileName, settings, startedAt, createdAt } = one;
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-[1_1_16rem]">
          <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
            <button
              type="button"
              onClick={onOpen}
              aria-label={t("list.open", { name: fileName })}
              className="bidi max-w-full truncate text-start font-medium hover:underline"
            >
              {fileName}
            </button>
            <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
          </div>
          <p className="mt-0.5 text-sm text-muted-foreground">
            <span className="bidi">{one.createdBy.name}</span>
            {" · "}
            <time dateTime={startedAt ?? createdAt}>
              {dateAndTime(locale, startedAt ?? createdAt)}
            </time>
            {" · "}
            {t("rows", { count: one.rowCount })}
          </p>
          {settings && (
            <p className="bidi truncate text-sm text-muted-foreground">
              {t("list.source", { source: settings.source })}
            </p>
          )}
          <Outcome one={one} />
        </div>
        {mayChange && <Acts one={one} onChanged={onChanged} />}
      </div>
      {(state === "checking" || state === "running" || state === "undoing") && (
        <ImportProgress file={one} />
      )}
    </li>
  );
}

/** The numbers of the last step. */
function Outcome({ one: { kind, run, undo, undoUntil } }: { one: DataImport }) {
  const t = useTranslations("imports");
  const locale = useLocale();
  if (undo)
    return (
      <p className="mt-1 text-sm">
        {t("undone", {
          removed: undo.removed,
          restored: undo.restored,
          kept: undo.kept,
        })}
      </p>
    );
  if (!run) return null;
  return (
    <p className="mt-1 text-sm">
      {t(`found.${kind}`, {
        created: run.created,
        updated: run.updated,
        skipped: run.skipped,
      })}
      {undoUntil !== null && (
        <span className="text-muted-foreground">
          {" · "}
          {t("list.undoUntil", { when: dateAndTime(locale, undoUntil) })}
        </span>
      )}
    </p>
  );
}

function Acts({ one, onChanged }: { one: DataImport; onChanged: () => void }) {
  const t = useTranslations("imports");
  const words = useErrorWords();
  const [isAsking, setAsking] = useState(false);
  const path = `/${one.kind}/imports/${one.id}`;
  const undo = useMutation({
    mutationFn: () => api(`${path}/undo`, { method: "POST" }),
    onSettled: onChanged,
  });
  const discard = useMutation({
    mutationFn: () => api(path, { method: "DELETE" }),
    onSettled: onChanged,
  });
  const name = one.fileName;
  const failed = (one.run ?? one.check)?.failed ?? 0;
  const error = undo.error ?? discard.error;
  return (
    <div className="flex flex-wrap items-center gap-1">
      {failed > 0 && (
        <Button asChild size="sm" variant="ghost">
          <a href={errorsUrl(one)} download>
            <Download aria-hidden />
            {t("errorsFile", { count: failed })}
            <span className="sr-only">{t("list.errorsOf", { name })}</span>
          </a>
        </Button>
      )}
      {one.undoUntil !== null && (
        <Button
          size="sm"
          aria-label={t("list.undoWhat", { name })}
          onClick={() => setAsking(true)}
        >
          <Undo2 aria-hidden />
          {t("undo")}
        </Button>
      )}
      {one.startedAt === null && one.state !== "checking" && (
        <IconButton
          label={t("list.discardWhat", { name })}
          onClick={() => discard.mutate()}
        >
          <Trash2 />
        </IconButton>
      )}
      {error && (
        <Notice tone="danger" role="alert">
          {words(error)}
        </Notice>
      )}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("undoTitle")}
        description={t(`undoText.${one.kind}`)}
        action={t("undoAction")}
        onConfirm={() => undo.mutateAsync().catch(() => undefined)}
      />
    </div>
  );
}
