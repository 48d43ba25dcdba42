"use client";

import { Clock, Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReplyRights } from "#components/thread/rights/reply-rights.ts";
import { cn } from "#components/ui/class-names.ts";
import { spanOf } from "#components/words/times.ts";
import { useNow } from "#components/page/use-now.ts";
import { useSpan } from "#components/words/use-times.ts";

const KINDS = ["message", "note"] as const;
const NEAR_MS = 4 * 3_600_000;

/** The choice of reply or note, and how long a reply can be sent. Why none can be sent is in the banner above. */
export function ComposerHead({
  kind,
  onKind,
  rights,
  isTest,
}: {
  kind: "message" | "note";
  onKind: (kind: "message" | "note") => void;
  rights: ReplyRights;
  isTest: boolean;
}) {
  const t = useTranslations("composer");
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 px-1.5 pt-1">
      <div role="tablist" aria-label={t("kindLabel")} className="flex gap-0.5">
        {KINDS.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={kind === each}
            onClick={() => onKind(each)}
            className={cn(
              "h-7 rounded-md px-2 text-sm font-medium transition-colors touch:h-10 touch:px-3",
              kind === each
                ? "text-foreground"
                : "text-subtle hover:text-foreground",
              kind === "note" && "text-note-foreground",
              kind === each &&
                (each === "note" ? "bg-note-border/50" : "bg-muted"),
            )}
          >
            {t(`kinds.${each}`)}
          </button>
        ))}
      </div>
      <p
        className={cn(
          "flex min-w-0 flex-1 items-center justify-end gap-1.5 px-1.5 text-end text-xs text-muted-foreground",
          kind === "note" && "text-note-foreground",
        )}
      >
        {kind === "note" ? (
          <>
            <Lock aria-hidden className="size-3 shrink-0" />
            <span className="max-md:text-start">{t("noteHint")}</span>
          </>
        ) : (
          <WindowWords rights={rights} isTest={isTest} />
        )}
      </p>
    </div>
  );
}

function WindowWords({
  rights,
  isTest,
}: {
  rights: ReplyRights;
  isTest: boolean;
}) {
  const t = useTranslations("composer");
  const span = useSpan();
  const now = useNow();
  if (rights.kind === "blocked") return null;
  if (isTest) return t("testHint");
  if (rights.until === null)
    return rights.takes ? (
      <span className="shrink-0">{t("takesHint")}</span>
    ) : null;
  const left = rights.until.getTime() - now;
  const words = t(`window.${rights.window}`, { span: span(spanOf(left)) });
  return (
    <>
      <Clock
        aria-hidden
        className={cn("size-3 shrink-0", left < NEAR_MS && "text-warning")}
      />
      <span className={cn("truncate", left < NEAR_MS && "text-warning")}>
        {words}
      </span>
      {rights.takes && (
        <span className="shrink-0 max-md:hidden">· {t("takesHint")}</span>
      )}
    </>
  );
}
