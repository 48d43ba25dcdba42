"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleAlert, Hand, Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Thread } from "#contract/threads/thread.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { useAppName } from "#components/thread/channel/use-app-name.ts";
import { useController } from "#components/thread/channel/use-controller.ts";
import { useThreadKind } from "#components/thread/channel/use-thread-kind.ts";
import { getCurrentThread } from "#components/thread/current-thread.ts";
import { abilitiesOf } from "#components/thread/rights/abilities.ts";
import type { ReplyRights } from "#components/thread/rights/reply-rights.ts";
import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { joinSentences } from "#components/words/sentences.ts";
import {
  useErrorWords,
  useSendErrorWords,
} from "#components/words/use-error-words.ts";

type Blocked = Extract<ReplyRights, { kind: "blocked" }>;

// Reasons that are no fault: a teammate answers, or the agent takes the conversation first.
const CALM: readonly Blocked["reason"][] = [
  "owned_by_other",
  "participant_only",
  "take_first",
  "accept_first",
];

/** Across the composer: why the customer cannot be answered now, and the button that changes it. */
export function BlockedBanner({
  blocked,
  thread,
}: {
  blocked: Blocked;
  thread: Thread;
}) {
  const t = useTranslations("actions");
  const can = abilitiesOf(thread, useThreadManager());
  const { reason } = blocked;
  const isCalm = CALM.includes(reason);
  const Icon = isCalm ? Lock : CircleAlert;
  return (
    <div
      className={cn(
        "flex flex-wrap items-center gap-x-2.5 gap-y-1.5 rounded-t-[7px] border-b px-3 py-2 text-sm",
        isCalm ? "bg-muted" : "bg-destructive-soft text-destructive",
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 self-start mt-0.5" />
      <p className="min-w-0 flex-1 basis-52">
        <BlockedWords blocked={blocked} threadId={thread.id} />
      </p>
      {reason === "other_app_controls" && <TakeControl threadId={thread.id} />}
      {reason === "owned_by_other" && can.takeOver && (
        <Button onClick={() => getCurrentThread()?.run("takeOver")}>
          <Hand />
          {t("takeOver")}
        </Button>
      )}
      {reason === "take_first" && can.take && (
        <Button onClick={() => getCurrentThread()?.run("take")}>
          <Hand />
          {t("take")}
        </Button>
      )}
    </div>
  );
}

function BlockedWords({
  blocked: { reason, ownerName },
  threadId,
}: {
  blocked: Blocked;
  threadId: string;
}) {
  const t = useTranslations("composer");
  const sendWords = useSendErrorWords(useThreadKind(threadId));
  const app = useAppName(threadId, useController(threadId));
  if (reason === "owned_by_other")
    return t("blocked.owned_by_other", { name: ownerName ?? "" });
  if (reason === "participant_only")
    return ownerName
      ? t("blocked.participant_of", { name: ownerName })
      : t("blocked.participant_only");
  if (reason === "take_first" || reason === "accept_first")
    return t(`blocked.${reason}`);
  if (app !== null && reason === "other_app_controls")
    return t("blocked.other_app", { app });
  const { message, fix } = sendWords({ code: reason });
  return joinSentences(message, fix);
}

function isRefusedByMeta(error: unknown): boolean {
  return error instanceof ApiError && error.code === "other_app_controls";
}

/** Takes control of the conversation from the other app. If Meta refuses, the reason is shown. */
function TakeControl({ threadId }: { threadId: string }) {
  const t = useTranslations("composer");
  const words = useErrorWords();
  const { takeControl } = useThreadActions(threadId);
  const { mutate, isPending } = useMutation({
    mutationFn: takeControl,
    onSuccess: () => toast(t("controlTaken")),
    onError: (error) =>
      toast.error(isRefusedByMeta(error) ? t("controlRefused") : words(error)),
  });
  return (
    <Button
      className="text-foreground"
      busy={isPending}
      onClick={() => mutate()}
    >
      {t("takeControl")}
    </Button>
  );
}
