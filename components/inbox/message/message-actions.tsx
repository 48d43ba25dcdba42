"use client";

import { Copy, Link2, Reply, SmilePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Message } from "#contract/threads/message.ts";
import { useChangeDraft } from "#components/live/stores/draft-store.ts";
import { hrefOf } from "#components/navigation/selection.ts";
import { cn } from "#components/ui/class-names.ts";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { lazily } from "#components/page/lazily.ts";
import { toast } from "#components/page/toast.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";

const ReactionPanel = lazily(() => import("./reaction-panel.tsx"));

/** React, reply and copy, beside the bubble under the pointer or reached by keyboard or touch. */
export function MessageActions({ message }: { message: Message }) {
  const t = useTranslations("thread");
  const change = useChangeDraft(message.threadId);
  const [isOpen, setOpen] = useState(false);
  // A message without a vendor id cannot be answered or reacted to.
  const isKnown = message.externalId !== null;
  const reply = () =>
    change({
      kind: "message",
      replyTo: {
        id: message.id,
        authorName: message.author.name,
        authorType: message.author.type,
        text: message.text,
      },
    });
  return (
    <div
      className={cn(
        "flex shrink-0 opacity-0 transition-opacity group-hover/message:opacity-100 focus-within:opacity-100 touch:opacity-60",
        isOpen && "opacity-100",
      )}
    >
      {isKnown && message.direction === "in" && (
        <ReactButton
          message={message}
          isOpen={isOpen}
          onOpen={setOpen}
          onReply={reply}
        />
      )}
      {isKnown && (
        <IconButton
          label={t("reply")}
          size="icon-sm"
          onClick={reply}
          className={cn(message.direction === "in" && "touch:hidden")}
        >
          <Reply />
        </IconButton>
      )}
      {message.text && (
        <IconButton
          label={t("copyText")}
          size="icon-sm"
          className="touch:hidden"
          onClick={() =>
            void navigator.clipboard?.writeText(message.text ?? "")
          }
        >
          <Copy />
        </IconButton>
      )}
      <IconButton
        label={t("copyLink")}
        size="icon-sm"
        className="touch:hidden"
        onClick={() => {
          const path = hrefOf(message.threadId, message.id);
          void navigator.clipboard
            ?.writeText(window.location.origin + path)
            .then(() => toast(t("linkCopied")));
        }}
      >
        <Link2 />
      </IconButton>
    </div>
  );
}

function ReactButton({
  message,
  isOpen,
  onOpen,
  onReply,
}: {
  message: Message;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onReply: () => void;
}) {
  const t = useTranslations("thread");
  return (
    <FloatingButton
      kind="dialog"
      preload={ReactionPanel.preload}
      isOpen={isOpen}
      onOpenChange={onOpen}
      button={
        <IconButton label={t("react")} size="icon-sm">
          <SmilePlus />
        </IconButton>
      }
      panel={(floating) => (
        <ReactionPanel {...floating} message={message} onReply={onReply} />
      )}
    />
  );
}
