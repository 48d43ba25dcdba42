"use client";

import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo, useState } from "react";
import {
  isOver,
  splitText,
  type TextRules,
} from "#contract/channels/rules/split-text.ts";
import { useDraftValue } from "#components/live/stores/draft-store.ts";
import { Button } from "#components/ui/controls/button.tsx";

/** Shows where a text over the channel's limit is split into several messages. */
export function SplitPreview({
  threadId,
  rules: { textLimit, textUnit },
}: {
  threadId: string;
  rules: TextRules;
}) {
  const t = useTranslations("composer");
  const [isOpen, setOpen] = useState(false);
  const longText = useDraftValue(threadId, ({ text }) =>
    isOver({ textLimit, textUnit }, text) ? text : "",
  );
  const deferred = useDeferredValue(longText);
  const parts = useMemo(
    () => (deferred ? splitText(deferred, textLimit, textUnit) : []),
    [deferred, textLimit, textUnit],
  );
  if (parts.length < 2) return null;
  return (
    <div className="mx-3 mb-1 rounded-md bg-muted px-3 py-2 text-sm">
      <div className="flex items-center justify-between gap-2">
        <span role="status">{t("split", { count: parts.length })}</span>
        <Button
          variant="link"
          size="sm"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t("splitHide") : t("splitShow")}
        </Button>
      </div>
      {isOpen && (
        <ol className="mt-2 max-h-48 space-y-1.5 overflow-y-auto max-md:max-h-24">
          {parts.map((part, index) => (
            <li
              key={index}
              dir="auto"
              className="rounded-lg bg-bubble-out px-2.5 py-1.5 text-bubble-out-foreground"
            >
              <p className="line-clamp-3">{part}</p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
