"use client";

import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo, useState } from "react";
import { splitText } from "#contract/channels/split-text.ts";
import { useDraftValue } from "#components/live/stores/draft-store.ts";
import { useChannelRules } from "#components/thread/use-channel-rules.ts";
import { Button } from "#components/ui/controls/button.tsx";

/** A text over the channel's limit becomes several messages; here is where it will be cut. */
export function SplitPreview({ threadId }: { threadId: string }) {
  const t = useTranslations("composer");
  const [isOpen, setOpen] = useState(false);
  const { textLimit } = useChannelRules(threadId);
  const longText = useDraftValue(threadId, ({ text }) =>
    text.length > textLimit ? text : "",
  );
  const deferred = useDeferredValue(longText);
  const parts = useMemo(
    () => (deferred ? splitText(deferred, textLimit) : []),
    [deferred, textLimit],
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
        <ol className="mt-2 max-h-48 space-y-1.5 overflow-y-auto">
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
