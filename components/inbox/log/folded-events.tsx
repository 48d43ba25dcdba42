"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Message } from "#contract/threads/message.ts";
import { EventLine } from "./event-line.tsx";
import { cn } from "#components/ui/class-names.ts";

/** A folded run of thread events. A click shows them. */
export function FoldedEvents({ messages }: { messages: readonly Message[] }) {
  const t = useTranslations("thread");
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="flex flex-col items-center">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="mt-1 flex items-center gap-1 rounded-full px-2.5 py-1 text-xs text-muted-foreground hover:bg-muted hover:text-foreground touch:py-2.5"
      >
        <ChevronDown
          aria-hidden
          className={cn(
            "size-3.5 transition-transform",
            isOpen && "rotate-180",
          )}
        />
        {isOpen
          ? t("hideEvents")
          : t("earlierEvents", { count: messages.length })}
      </button>
      {isOpen &&
        messages.map((message) => (
          <EventLine key={message.id} message={message} />
        ))}
    </div>
  );
}
