"use client";

import { useTranslations } from "next-intl";
import type { Message } from "#contract/threads/message.ts";
import { cn } from "#components/ui/class-names.ts";
import { useReact } from "./use-react.ts";

/** The reactions on a bubble's edge. A click on ours removes it. */
export function Reactions({ message }: { message: Message }) {
  const t = useTranslations("thread");
  const react = useReact(message);
  if (message.reactions.length === 0 || message.deletedAt) return null;
  return (
    <ul
      aria-label={t("reactions")}
      className={cn(
        "absolute -bottom-3 flex gap-0.5",
        message.direction === "out" ? "start-1" : "end-1",
      )}
    >
      {message.reactions.map(({ emoji, by }) => {
        const label = t(by === "page" ? "reactionOurs" : "reactionTheirs", {
          emoji,
        });
        const classes =
          "flex h-5 items-center rounded-full border bg-background px-1 text-xs leading-none shadow-sm";
        return (
          <li key={by}>
            {by === "page" ? (
              <button
                type="button"
                title={label}
                aria-label={label}
                onClick={() => react(null)}
                className={cn(classes, "border-primary/50 hover:bg-accent")}
              >
                {emoji}
              </button>
            ) : (
              <span
                title={label}
                role="img"
                aria-label={label}
                className={classes}
              >
                {emoji}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
