"use client";

import { useTranslations } from "next-intl";
import { MAX_COUNTED } from "#contract/threads/built-in-views.ts";

/** The number of conversations in a view; nothing for none. */
export function ViewCount({ count }: { count: number | undefined }) {
  const t = useTranslations("views");
  if (!count) return null;
  return (
    <span className="shrink-0 text-xs text-subtle tabular-nums">
      <span aria-hidden>
        {count >= MAX_COUNTED ? `${MAX_COUNTED - 1}+` : count}
      </span>
      <span className="sr-only">{t("count", { count })}</span>
    </span>
  );
}
