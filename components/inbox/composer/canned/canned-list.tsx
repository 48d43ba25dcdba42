"use client";

import { Paperclip } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { CannedReply } from "#contract/canned/canned-reply.ts";
import { languageTagOf } from "#contract/text/vendor-locale.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Badge } from "#components/ui/marks/badge.tsx";
import { languageName } from "#components/words/times.ts";
import { languageFor } from "./rank-canned.ts";
import {
  optionId,
  type TypedList,
} from "#components/inbox/composer/use-typed-list.ts";

/** The canned replies that fit what is typed, over the field; the field keeps the focus. */
export function CannedList({
  list: { listId, items, activeId, activate, choose },
  locale,
}: {
  /** Empty: the team has none at all. */
  list: TypedList<CannedReply>;
  /** The customer's. */
  locale: string | null;
}) {
  const t = useTranslations("composer.canned");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (activeId === undefined) return;
    document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);
  return (
    <div
      ref={box}
      // A click must not take the focus from the field.
      onPointerDown={(event) => event.preventDefault()}
      className="absolute inset-x-0 bottom-full z-30 mb-1 max-h-[min(20rem,40dvh)] animate-rise overflow-y-auto rounded-lg bg-popover p-1 text-popover-foreground shadow-float"
    >
      {items.length === 0 ? (
        <p className="px-2 py-1.5 text-sm text-muted-foreground">
          {t("none")}{" "}
          <PageLink
            href="/settings/canned-replies"
            className="text-primary underline"
          >
            {t("create")}
          </PageLink>
        </p>
      ) : (
        <ul id={listId} role="listbox" aria-label={t("title")}>
          {items.map((reply, index) => (
            <Option
              key={reply.id}
              id={optionId(listId, reply)}
              reply={reply}
              locale={locale}
              isActive={optionId(listId, reply) === activeId}
              onActive={() => activate(index)}
              onChoose={() => choose(reply)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function Option({
  id,
  reply,
  locale,
  isActive,
  onActive,
  onChoose,
}: {
  id: string;
  reply: CannedReply;
  locale: string | null;
  isActive: boolean;
  onActive: () => void;
  onChoose: () => void;
}) {
  const shown = useLocale();
  const language = languageFor(reply, locale);
  return (
    <li
      id={id}
      role="option"
      aria-selected={isActive}
      onPointerMove={isActive ? undefined : onActive}
      onClick={onChoose}
      className={cn(
        "cursor-pointer rounded-md px-2 py-1.5 text-sm touch:py-2.5",
        isActive && "bg-accent",
      )}
    >
      <p className="flex items-center gap-2">
        <span className="truncate font-medium">{reply.title}</span>
        <span className="truncate text-xs text-muted-foreground">
          /{reply.shortcut}
        </span>
        <span className="ms-auto flex shrink-0 items-center gap-1.5">
          {reply.attachments.length > 0 && (
            <Paperclip aria-hidden className="size-3.5 text-muted-foreground" />
          )}
          {reply.category !== "" && <Badge>{reply.category}</Badge>}
          {language !== "*" && (
            <span className="text-xs text-muted-foreground">
              {languageName(shown, language)}
            </span>
          )}
        </span>
      </p>
      <p
        dir="auto"
        lang={
          language === "*" ? undefined : (languageTagOf(language) ?? undefined)
        }
        className="truncate text-muted-foreground"
      >
        {reply.bodies[language]}
      </p>
    </li>
  );
}
