"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useMessageText } from "#components/thread/use-preview-text.ts";
import { newerMessageOf } from "#components/live/actions/use-thread-actions.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Says why a command was refused; what the customer has written meanwhile stands in the thread by then. */
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

/** The same in a form that covers the thread, with what was written; nothing for any other error. */
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
