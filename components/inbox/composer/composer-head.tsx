"use client";

import { useMutation } from "@tanstack/react-query";
import { Clock, Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReplyRights } from "#components/thread/rights/reply-rights.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { useThreadActions } from "#components/live/actions/use-thread-actions.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { toast } from "#components/page/toast.ts";
import { joinSentences } from "#components/words/sentences.ts";
import { spanOf } from "#components/words/times.ts";
import { useNow } from "#components/page/use-now.ts";
import { useAppName } from "#components/thread/channel/use-app-name.ts";
import { useController } from "#components/thread/channel/use-controller.ts";
import { useThreadKind } from "#components/thread/channel/use-thread-kind.ts";
import {
  useErrorWords,
  useSendErrorWords,
} from "#components/words/use-error-words.ts";
import { useSpan } from "#components/words/use-times.ts";

const KINDS = ["message", "note"] as const;
const NEAR_MS = 4 * 3_600_000;

/** The choice of reply or note, and what may be sent now, as text. */
export function ComposerHead({
  kind,
  onKind,
  rights,
  threadId,
  isTest,
}: {
  kind: "message" | "note";
  onKind: (kind: "message" | "note") => void;
  rights: ReplyRights;
  threadId: string;
  isTest: boolean;
}) {
  const t = useTranslations("composer");
  const isBlocked = kind === "message" && rights.kind === "blocked";
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 px-1.5 pt-1">
      <div role="tablist" aria-label={t("kindLabel")} className="flex gap-0.5">
        {KINDS.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={kind === each}
            onClick={() => onKind(each)}
            className={cn(
              "h-7 rounded-md px-2 text-sm font-medium transition-colors touch:h-10 touch:px-3",
              kind === each
                ? "text-foreground"
                : "text-subtle hover:text-foreground",
              kind === "note" && "text-note-foreground",
              kind === each &&
                (each === "note" ? "bg-note-border/50" : "bg-muted"),
            )}
          >
            {t(`kinds.${each}`)}
          </button>
        ))}
      </div>
      <p
        className={cn(
          "flex min-w-0 flex-1 items-center justify-end gap-1.5 px-1.5 text-end text-xs text-muted-foreground",
          kind === "note" && "text-note-foreground",
          // A reason is a sentence or two, so it gets its own line on a phone.
          isBlocked &&
            "max-md:basis-full max-md:justify-start max-md:pt-1.5 max-md:pb-1 max-md:text-start",
        )}
      >
        {kind === "note" ? (
          <>
            <Lock aria-hidden className="size-3 shrink-0" />
            <span className="max-md:text-start">{t("noteHint")}</span>
          </>
        ) : (
          <RightsWords rights={rights} threadId={threadId} isTest={isTest} />
        )}
      </p>
      {isBlocked && isOtherAppInControl(rights) && (
        <TakeControl threadId={threadId} />
      )}
    </div>
  );
}

function isRefusedByMeta(error: unknown): boolean {
  return error instanceof ApiError && error.code === "other_app_controls";
}

function isOtherAppInControl(rights: ReplyRights): boolean {
  return rights.kind === "blocked" && rights.reason === "other_app_controls";
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
    <Button busy={isPending} onClick={() => mutate()}>
      {t("takeControl")}
    </Button>
  );
}

function RightsWords({
  rights,
  threadId,
  isTest,
}: {
  rights: ReplyRights;
  threadId: string;
  isTest: boolean;
}) {
  const t = useTranslations("composer");
  const span = useSpan();
  const now = useNow();
  const sendWords = useSendErrorWords(useThreadKind(threadId));
  const app = useAppName(threadId, useController(threadId));
  if (rights.kind === "blocked") {
    const { reason, ownerName } = rights;
    if (reason === "owned_by_other")
      return t("blocked.owned_by_other", { name: ownerName ?? "" });
    if (reason === "participant_only")
      return ownerName
        ? t("blocked.participant_of", { name: ownerName })
        : t("blocked.participant_only");
    if (reason === "take_first" || reason === "accept_first")
      return t(`blocked.${reason}`);
    const { message, fix } = sendWords({ code: reason });
    const words =
      app !== null && isOtherAppInControl(rights)
        ? t("blocked.other_app", { app })
        : joinSentences(message, fix);
    return <span className="text-destructive">{words}</span>;
  }
  if (isTest) return t("testHint");
  if (rights.until === null)
    return rights.takes ? (
      <span className="shrink-0">{t("takesHint")}</span>
    ) : null;
  const left = rights.until.getTime() - now;
  const words = t(`window.${rights.window}`, { span: span(spanOf(left)) });
  return (
    <>
      <Clock
        aria-hidden
        className={cn("size-3 shrink-0", left < NEAR_MS && "text-warning")}
      />
      <span className={cn("truncate", left < NEAR_MS && "text-warning")}>
        {words}
      </span>
      {rights.takes && (
        <span className="shrink-0 max-md:hidden">· {t("takesHint")}</span>
      )}
    </>
  );
}
