"use client";

import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { TrailEntry } from "#contract/threads/trail.ts";
import { trailCsv } from "#components/inbox/trace/trail-csv.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Ten thousand entries; spreadsheets become slow beyond that. */
const MAX_PAGES = 100;

/** Downloads all that happened to a thread, as a file for a spreadsheet. */
export function TrailButton({ threadId }: { threadId: string }) {
  const t = useTranslations("trace.trail");
  const words = useErrorWords();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      fetchAll<TrailEntry>(`/threads/${threadId}/trail`, undefined, MAX_PAGES),
    onSuccess: (entries) => {
      const names = {
        at: t("at"),
        kind: t("kind"),
        what: t("what"),
        by: t("by"),
        detail: t("detail"),
      };
      save(trailCsv(entries, names), `trail-${threadId}.csv`);
    },
    onError: (error) => toast.error(words(error)),
  });
  return (
    <Button busy={isPending} onClick={() => mutate()}>
      <Download />
      {t("download")}
    </Button>
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(
    new Blob([text], { type: "text/csv;charset=utf-8" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
