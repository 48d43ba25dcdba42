"use client";

import { Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Message } from "#contract/threads/message.ts";
import { useReact } from "./use-react.ts";
import { cn } from "#components/ui/class-names.ts";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { OpenPopover, PopoverClose } from "#components/ui/overlays/popover.tsx";

const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** The reactions that Messenger offers first. */
export default function ReactionPanel({
  message,
  onReply,
  ...floating
}: FloatingProps & { message: Message; onReply: () => void }) {
  const t = useTranslations("thread");
  const react = useReact(message);
  const ours = message.reactions.find(({ by }) => by === "page")?.emoji;
  return (
    <OpenPopover
      {...floating}
      side="top"
      className="flex gap-0.5 rounded-full p-1"
    >
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
      {/* On a touch screen there is no room for two buttons beside the bubble. */}
      <PopoverClose
        aria-label={t("reply")}
        onClick={onReply}
        className="hidden size-9 items-center justify-center rounded-full text-muted-foreground touch:flex"
      >
        <Reply className="size-5" />
      </PopoverClose>
    </OpenPopover>
  );
}
