"use client";

import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Attachment } from "#contract/threads/message.ts";
import { safeHref } from "#components/inbox/text/find-links.ts";

type Card = {
  title: string | null;
  subtitle: string | null;
  href: string | null;
  buttons: string[];
};

/** The cards of a template or a shared post. Meta's shapes vary; parts that are not text are left out. */
export function CardView({ card }: { card: Attachment }) {
  const t = useTranslations("thread");
  const cards = cardsOf(card);
  return (
    <div className="flex max-w-full flex-col gap-1">
      {card.url && (
        <img
          src={card.url}
          alt=""
          loading="lazy"
          className="h-40 w-72 max-w-full rounded-bubble object-cover"
        />
      )}
      {cards.map((each, index) => (
        <div
          key={index}
          className="w-72 max-w-full rounded-bubble border bg-card px-3 py-2 text-start text-sm"
        >
          <p dir="auto" className="font-medium break-words">
            {each.title ?? t(`kinds.${card.type}`)}
          </p>
          {each.subtitle && (
            <p dir="auto" className="mt-0.5 text-xs text-muted-foreground">
              {each.subtitle}
            </p>
          )}
          {each.href && (
            <a
              href={each.href}
              target="_blank"
              rel="noopener noreferrer nofollow ugc"
              className="mt-1 flex items-center gap-1 text-xs text-primary hover:underline"
            >
              <ExternalLink aria-hidden className="size-3 shrink-0" />
              <span className="truncate">{new URL(each.href).host}</span>
            </a>
          )}
          {each.buttons.map((button) => (
            <span
              key={button}
              className="mt-1.5 block rounded-md border px-2 py-1 text-center text-xs font-medium"
            >
              {button}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** The attachment's cards; at least one. Pure. */
export function cardsOf({ meta, name }: Attachment): Card[] {
  const elements = Array.isArray(meta?.elements) ? meta.elements : [];
  const sources = elements.length > 0 ? elements : [meta ?? {}];
  return sources.map((source: unknown): Card => {
    const fields = (source ?? {}) as Record<string, unknown>;
    const buttons = Array.isArray(fields.buttons) ? fields.buttons : [];
    return {
      title: text(fields.title) ?? text(fields.text) ?? name,
      subtitle: text(fields.subtitle),
      href: hrefOf(fields.link) ?? hrefOf(fields.url),
      buttons: buttons.flatMap((button: unknown) => {
        const title = text((button as { title?: unknown } | null)?.title);
        return title ? [title] : [];
      }),
    };
  });
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function hrefOf(value: unknown): string | null {
  return typeof value === "string" ? safeHref(value) : null;
}
