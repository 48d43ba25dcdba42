"use client";

import { Pencil, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { joinSentences } from "#components/words/sentences.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { useThreadKind } from "#components/thread/channel/use-thread-kind.ts";
import {
  useErrorWords,
  useSendErrorWords,
} from "#components/words/use-error-words.ts";

/** Why a message was not sent, what to do, and Edit or Retry where that helps. */
export function FailedLine({
  threadId,
  error,
  canRetry,
  onRetry,
  onEdit,
  onDiscard,
}: {
  threadId: string;
  error: {
    code: string;
    message?: string;
    fix?: string;
    /** The receiver's own error text. */
    detail?: string | null | undefined;
  };
  canRetry: boolean;
  onRetry: () => Promise<unknown>;
  /** Puts its text back into the composer. */
  onEdit?: (() => void) | undefined;
  onDiscard?: () => void;
}) {
  const t = useTranslations("thread");
  const sendWords = useSendErrorWords(useThreadKind(threadId));
  const words = useErrorWords();
  const [isBusy, setBusy] = useState(false);
  const { message, fix } = sendWords(error);
  const retry = async () => {
    setBusy(true);
    try {
      await onRetry();
    } catch (caught) {
      toast.error(words(caught));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div
      role="alert"
      className="mt-1 mb-2 me-5 flex max-w-sm flex-wrap items-center justify-end gap-x-2 gap-y-1 text-start text-xs text-destructive"
    >
      <p className="min-w-0">
        {joinSentences(t("notSent"), message, error.detail ?? "", fix)}
      </p>
      {onDiscard && (
        <Button
          size="sm"
          variant="ghost"
          className="text-foreground"
          onClick={onDiscard}
        >
          {t("discard")}
        </Button>
      )}
      {onEdit && (
        <Button size="sm" className="text-foreground" onClick={onEdit}>
          <Pencil />
          {t("editAgain")}
        </Button>
      )}
      {canRetry && (
        <Button
          size="sm"
          className="text-foreground"
          busy={isBusy}
          onClick={() => void retry()}
        >
          <RotateCw />
          {t("retry")}
        </Button>
      )}
    </div>
  );
}
