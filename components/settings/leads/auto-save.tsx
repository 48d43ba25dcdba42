"use client";

import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Spinner } from "#components/ui/marks/spinner.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

export type AutoSave<Patch> = {
  /** Saves a change; `before` is what undoes it. */
  change: (patch: Patch, before: Patch) => void;
  /** undone: the last change was taken back. */
  state: "idle" | "saving" | "saved" | "undone";
  undo: () => void;
};

/** Saves each change at once; the last one can be undone. */
export function useAutoSave<Patch>(
  send: (patch: Patch) => Promise<unknown>,
): AutoSave<Patch> {
  const words = useErrorWords();
  const [before, setBefore] = useState<Patch | null>(null);
  const [isUndone, setUndone] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: ({ patch }: { patch: Patch; before: Patch | null }) =>
      send(patch),
    onSuccess: (_saved, change) => {
      setBefore(change.before);
      setUndone(change.before === null);
    },
    onError: (error) => toast.error(words(error)),
  });
  return {
    change: (patch, old) => mutate({ patch, before: old }),
    state: isPending
      ? "saving"
      : isUndone
        ? "undone"
        : before === null
          ? "idle"
          : "saved",
    undo: () => {
      if (before !== null) mutate({ patch: before, before: null });
    },
  };
}

/** Beside what was changed: a tick, and a button that takes the change back. */
export function SavedMark<Patch>({
  state,
  undo,
  what,
}: Pick<AutoSave<Patch>, "state" | "undo"> & {
  /** The name of the saved value, for the label of the button. */
  what: string;
}) {
  const t = useTranslations("settings.leads");
  return (
    <span className="flex min-h-7 items-center gap-1 text-xs text-muted-foreground">
      <span role="status" className="flex items-center gap-1">
        {state === "saving" && <Spinner />}
        {(state === "saved" || state === "undone") && (
          <>
            <Check aria-hidden className="size-3.5 text-success" />
            {t(state)}
          </>
        )}
      </span>
      {state === "saved" && (
        <Button
          size="sm"
          variant="link"
          aria-label={t("undoWhat", { what })}
          onClick={undo}
        >
          {t("undo")}
        </Button>
      )}
    </span>
  );
}
