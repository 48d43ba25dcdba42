"use client";

import { useTranslations } from "next-intl";
import {
  emptyDraft,
  isEmptyDraft,
  useChangeDraft,
  useDraftValue,
} from "#components/live/stores/draft-store.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyButton } from "#components/ui/controls/copy-button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/**
 * A draft for a thread that is no longer visible: it can be copied, and the reason why it was not sent is
 * shown.
 */
export function LeftDraft({ threadId }: { threadId: string }) {
  const t = useTranslations("thread");
  const draft = useDraftValue(threadId, (held) => held);
  const change = useChangeDraft(threadId);
  if (isEmptyDraft(draft)) return null;
  const text = [draft.text, draft.note].filter(Boolean).join("\n");
  return (
    <div className="w-80 max-w-full space-y-2 text-start">
      {draft.notice && (
        <Notice tone="warning" role="alert">
          {draft.notice}
        </Notice>
      )}
      {text && (
        <div className="rounded-md border px-3 py-2">
          <div className="flex items-center justify-between">
            <p className="text-xs text-muted-foreground">{t("leftDraft")}</p>
            <CopyButton text={text} label={t("copyText")} />
          </div>
          <p className="bidi max-h-40 overflow-y-auto text-sm whitespace-pre-wrap">
            {text}
          </p>
        </div>
      )}
      <Button size="sm" variant="ghost" onClick={() => change(emptyDraft)}>
        {t("discard")}
      </Button>
    </div>
  );
}
