"use client";

import { Copy, Reply, SmilePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Message } from "#contract/shapes.ts";
import { useDraft } from "#components/inbox/composer/draft-store.ts";
import { useReact } from "#components/inbox/thread/use-react.ts";
import { cn } from "#components/ui/class-names.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import {
  Popover,
  PopoverClose,
  PopoverContent,
  PopoverTrigger,
} from "#components/ui/popover.tsx";

const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** React, reply, copy: beside the bubble under the pointer, or when reached by keyboard or finger. */
export function MessageActions({ message }: { message: Message }) {
  const t = useTranslations("thread");
  const [, change] = useDraft(message.threadId);
  const [isOpen, setOpen] = useState(false);
  // What Messenger does not know yet can be neither answered nor reacted to.
  const isKnown = message.externalId !== null;
  const reply = () =>
    change({
      kind: "message",
      replyTo: {
        id: message.id,
        authorName: message.author.name,
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
  const react = useReact(message);
  const ours = message.reactions.find(({ by }) => by === "page")?.emoji;
  return (
    <Popover open={isOpen} onOpenChange={onOpen}>
      <PopoverTrigger asChild>
        <IconButton label={t("react")} size="icon-sm">
          <SmilePlus />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent side="top" className="flex gap-0.5 rounded-full p-1">
        {QUICK.map((emoji) => (
          <PopoverClose
            key={emoji}
            aria-label={t("reactWith", { emoji })}
            aria-pressed={emoji === ours}
            onClick={() => react(emoji === ours ? null : emoji)}
            className={cn(
              "flex size-9 items-center justify-center rounded-full text-xl transition-transform hover:scale-115 hover:bg-accent",
              emoji === ours && "bg-primary-soft",
            )}
          >
            {emoji}
          </PopoverClose>
        ))}
        {/* A finger has no room for two buttons beside the bubble. */}
        <PopoverClose
          aria-label={t("reply")}
          onClick={onReply}
          className="hidden size-9 items-center justify-center rounded-full text-muted-foreground touch:flex"
        >
          <Reply className="size-5" />
        </PopoverClose>
      </PopoverContent>
    </Popover>
  );
}
