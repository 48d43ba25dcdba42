"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useMessageText } from "#components/thread/use-preview-text.ts";
import { newerMessageOf } from "#components/live/actions/use-thread-actions.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Shows why a command was refused. A newer message of the customer is in the thread by then. */
export function useTellRefused(): (error: unknown) => void {
  const t = useTranslations("actions.newer");
  const words = useErrorWords();
  return useCallback(
    (error) => {
      if (newerMessageOf(error)) toast.warning(t("title"));
      else toast.error(words(error));
    },
    [t, words],
  );
}

/**
 * The same notice for a form that covers the thread, with the customer's message; nothing for any other
 * error.
 */
export function NewerMessageNotice({
  error,
  className,
}: {
  error: unknown;
  className?: string;
}) {
  const t = useTranslations("actions.newer");
  const textOf = useMessageText();
  const message = newerMessageOf(error);
  if (!message) return null;
  return (
    <Notice
      tone="warning"
      role="alert"
      {...(className === undefined ? {} : { className })}
    >
      <p>{t("form")}</p>
      <blockquote className="bidi mt-1 line-clamp-4 border-s-2 border-warning ps-2 break-words whitespace-pre-line">
        {textOf(message)}
      </blockquote>
    </Notice>
  );
}
