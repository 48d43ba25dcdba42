"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import type { Destination } from "#contract/routing/destination.ts";
import type { Transfer } from "#contract/threads/thread-requests.ts";
import type { TransferTarget } from "#contract/supervision/transfer-target.ts";
import { keyOfTarget, TransferTargets } from "./transfer-targets.tsx";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

// Loads and waiting times change without an event; presence has one.
const REFRESH_MS = 15_000;

type Mode = "ask" | "force";

export type TransferChoice = ReturnType<typeof useTransferChoice>;

/** The state of a dialog that chooses where threads go, how, and with which note. */
export function useTransferChoice(threadId: string) {
  const key = liveKey("transfer-targets", threadId);
  const { data: targets, error: failed } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (
        await api<Page<TransferTarget>>(
          `/threads/${threadId}/transfer-targets`,
          { signal },
        )
      ).items,
    refetchInterval: REFRESH_MS,
    // Targets from an earlier opening are out of date.
    gcTime: 0,
  });
  const [to, setTo] = useState<Destination | null>(null);
  const [wantedMode, setMode] = useState<Mode>("ask");
  const [note, setNote] = useState("");
  const target = targets?.find(
    (each) => to && keyOfTarget(each.to) === keyOfTarget(to),
  );
  const isForced = target !== undefined && target.reason !== null;
  const mode: Mode = isForced ? "force" : wantedMode;
  const isOpen =
    target !== undefined && (target.reason === null || target.canForce);
  return {
    key,
    targets,
    failed,
    to,
    setTo,
    target,
    mode,
    setMode,
    note,
    setNote,
    /** The target is busy or away, and a supervisor may choose it all the same. */
    isForced,
    isReady: isOpen && !(target.noteRequired && note.trim() === ""),
  };
}

/** The request of a choice. */
export function transferOf(
  { mode, note }: Pick<TransferChoice, "mode" | "note">,
  to: Destination,
): Pick<Transfer, "to" | "mode" | "confirm" | "note"> {
  return {
    to,
    ...(mode === "force" ? { mode, confirm: true } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
  };
}

/** The words of the button that transfers. */
export function useSubmitWords({
  isForced,
  target,
  mode,
}: TransferChoice): string {
  const t = useTranslations("transfer");
  if (isForced) return t("forceAnyway");
  return target?.to.type === "agent" && mode === "ask"
    ? t("ask", { name: target.name })
    : t("submit");
}

/** The targets, the method for a teammate, what follows, and the note. */
export function TransferFields({
  choice,
  count,
  isNoteMissing,
}: {
  choice: TransferChoice;
  /** How many threads are transferred. */
  count: number;
  /** The server has refused the transfer because it needs a note. */
  isNoteMissing: boolean;
}) {
  const t = useTranslations("transfer");
  const words = useErrorWords();
  const noteField = useRef<HTMLTextAreaElement>(null);
  const { targets, failed, target, mode } = choice;
  return (
    <>
      {failed && !targets ? (
        <Notice tone="danger" role="alert">
          {words(failed)}
        </Notice>
      ) : (
        <TransferTargets
          targets={targets}
          value={choice.to}
          onChange={choice.setTo}
          onEnter={() => noteField.current?.focus()}
        />
      )}
      {target?.to.type === "agent" && target.canForce && !choice.isForced && (
        <Segmented
          value={mode}
          onValueChange={choice.setMode}
          className="mt-3"
          label={t("mode")}
          options={[
            { value: "ask", label: t("modes.ask") },
            { value: "force", label: t("modes.force") },
          ]}
        />
      )}
      <p
        role="status"
        className="mt-2 min-h-5 text-xs text-muted-foreground empty:hidden"
      >
        {target && <Consequence target={target} mode={mode} count={count} />}
      </p>
      <Field
        label={target?.noteRequired ? t("noteRequired") : t("note")}
        hint={t("noteHint")}
        error={isNoteMissing ? t("noteMissing") : undefined}
        className="mt-3"
      >
        {(control) => (
          <Textarea
            {...control}
            ref={noteField}
            value={choice.note}
            maxLength={MAX_NOTE_CHARACTERS}
            required={target?.noteRequired ?? false}
            onChange={(event) => choice.setNote(event.target.value)}
          />
        )}
      </Field>
    </>
  );
}

/** The effect of pressing the button. */
function Consequence({
  target: { to, name, reason },
  mode,
  count,
}: {
  target: TransferTarget;
  mode: Mode;
  count: number;
}) {
  const t = useTranslations("transfer.consequences");
  const values = { name, count };
  if (to.type !== "agent")
    return reason === null ? t("place", values) : t("forcedPlace", values);
  if (mode === "ask") return t("ask", values);
  return reason === null ? t("force", values) : t("forcedAgent", values);
}
