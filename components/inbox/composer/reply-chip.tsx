"use client";

import { Reply, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Message } from "#contract/threads/message.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";

/** The quoted message that the reply answers. */
export function ReplyChip({
  replyTo,
  onRemove,
}: {
  replyTo: NonNullable<Message["replyTo"]>;
  onRemove: () => void;
}) {
  const t = useTranslations("composer");
  return (
    <div className="mx-2 mt-1 flex items-center gap-2 rounded-md border-s-2 border-primary bg-muted py-1 ps-2.5 pe-1">
      <Reply aria-hidden className="size-3.5 shrink-0 text-primary" />
      <div className="min-w-0 flex-1 text-xs">
        <p className="font-medium">
          {t("replyingTo", { name: replyTo.authorName ?? "" })}
        </p>
        <p className="bidi truncate text-muted-foreground">
          {replyTo.text ?? t("replyToAttachment")}
        </p>
      </div>
      <IconButton label={t("cancelReply")} size="icon-sm" onClick={onRemove}>
        <X />
      </IconButton>
    </div>
  );
}
