"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { Destination } from "#contract/routing/destination.ts";
import type { ScheduledChoice } from "#contract/threads/thread-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import type { TransferTarget } from "#contract/supervision/transfer-target.ts";
import { ScheduledChoiceField } from "#components/thread/scheduled-choice.tsx";
import { useScheduled } from "#components/live/queries/use-scheduled.ts";
import { NewerMessageNotice } from "./newer-message.tsx";
import { keyOfTarget, TransferTargets } from "./transfer-targets.tsx";
import { useHandedOver } from "./use-hand-over.ts";
import { api, ApiError, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import {
  newerMessageOf,
  useThreadActions,
} from "#components/live/actions/use-thread-actions.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_NOTE = 2_000;
// Loads and waiting times change without an event; presence has one.
const REFRESH_MS = 15_000;

type Mode = "ask" | "force";

/** Transfers a thread to an agent (by request) or to a place, with a note for the next owner. */
export default function TransferDialog({
  thread,
  onClose,
}: {
  thread: Thread;
  onClose: () => void;
}) {
  const t = useTranslations("transfer");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const key = liveKey("transfer-targets", thread.id);
  const { data: targets, error: failed } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (
        await api<Page<TransferTarget>>(
          `/threads/${thread.id}/transfer-targets`,
          { signal },
        )
      ).items,
    refetchInterval: REFRESH_MS,
    // Targets from an earlier opening are out of date.
    gcTime: 0,
  });
  const { transfer, asOf } = useThreadActions(thread.id);
  // The dialog covers the thread, so messages that arrive behind it count as unseen.
  const [seenThen, setSeenThen] = useState(asOf);
  const told = useHandedOver(thread);
  const [to, setTo] = useState<Destination | null>(null);
  const [wantedMode, setMode] = useState<Mode>("ask");
  const [note, setNote] = useState("");
  const noteField = useRef<HTMLTextAreaElement>(null);
  const scheduled = useScheduled(thread.id).length;
  const [choice, setChoice] = useState<ScheduledChoice>("keep");
  const target = targets?.find(
    (each) => to && keyOfTarget(each.to) === keyOfTarget(to),
  );
  const mode: Mode = target?.reason ? "force" : wantedMode;
  const isForced = target !== undefined && target.reason !== null;
  const { mutate, isPending, error } = useMutation({
    mutationFn: (target: TransferTarget) =>
      transfer(
        {
          to: target.to,
          ...(mode === "force" ? { mode, confirm: true } : {}),
          ...(note.trim() ? { note: note.trim() } : {}),
          scheduled: choice,
        },
        seenThen,
      ),
    onSuccess: (after, target) => {
      told(target, after);
      onClose();
    },
    onError: (error) => {
      const newer = newerMessageOf(error);
      if (newer) setSeenThen({ seenMessageId: newer.id });
      void queryClient.invalidateQueries({ queryKey: key });
    },
  });
  const noteError =
    error instanceof ApiError &&
    error.errors.some(({ path }) => path === "note");
  const isNoteMissing = target?.noteRequired === true && note.trim() === "";
  const isOpen = target && (target.reason === null || target.canForce);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("hint")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            variant={isForced ? "danger" : "primary"}
            disabled={!isOpen || isNoteMissing}
            busy={isPending}
            onClick={() => target && mutate(target)}
          >
            {isForced
              ? t("forceAnyway")
              : target?.to.type === "agent" && mode === "ask"
                ? t("ask", { name: target.name })
                : t("submit")}
          </Button>
        </>
      }
    >
      {failed && !targets ? (
        <Notice tone="danger" role="alert">
          {words(failed)}
        </Notice>
      ) : (
        <TransferTargets
          targets={targets}
          value={to}
          onChange={setTo}
          onEnter={() => noteField.current?.focus()}
        />
      )}
      {target?.to.type === "agent" && target.canForce && !isForced && (
        <Segmented
          value={mode}
          onValueChange={setMode}
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
        {target && <Consequence target={target} mode={mode} />}
      </p>
      <Field
        label={target?.noteRequired ? t("noteRequired") : t("note")}
        hint={t("noteHint")}
        error={noteError ? t("noteMissing") : undefined}
        className="mt-3"
      >
        {(control) => (
          <Textarea
            {...control}
            ref={noteField}
            value={note}
            maxLength={MAX_NOTE}
            required={target?.noteRequired ?? false}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      {scheduled > 0 && (
        <ScheduledChoiceField
          act="transfer"
          count={scheduled}
          value={choice}
          onChange={setChoice}
          className="mt-3"
        />
      )}
      <NewerMessageNotice error={error} className="mt-3" />
      {error && !noteError && !newerMessageOf(error) && (
        <Notice tone="danger" role="alert" className="mt-3">
          {words(error)}
        </Notice>
      )}
    </Dialog>
  );
}

/** The effect of pressing the button. */
function Consequence({
  target: { to, name, reason },
  mode,
}: {
  target: TransferTarget;
  mode: Mode;
}) {
  const t = useTranslations("transfer.consequences");
  if (to.type !== "agent")
    return reason === null ? t("place", { name }) : t("forcedPlace", { name });
  if (mode === "ask") return t("ask", { name });
  return reason === null ? t("force", { name }) : t("forcedAgent", { name });
}
