"use client";

import { PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTypingName } from "#components/thread/use-typing-name.ts";

/** Warns the agent before they write the same reply as a teammate who is writing one now. */
export function TeammateTyping({ threadId }: { threadId: string }) {
  const t = useTranslations("composer");
  const name = useTypingName(threadId);
  return (
    <div role="status">
      {name !== null && (
        <p className="mx-2 mt-1 flex items-center gap-1.5 rounded-md bg-warning/10 px-2 py-1 text-xs font-medium text-warning">
          <PencilLine aria-hidden className="size-3.5 shrink-0" />
          <span className="bidi min-w-0 truncate">
            {t("teammateTyping", { name })}
          </span>
        </p>
      )}
    </div>
  );
}
