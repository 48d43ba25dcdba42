"use client";

import { Eye } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useRowViewers } from "#components/live/queries/use-row-viewers.ts";
import { useMe } from "#components/live/stores/live-context.ts";

/** An eye where a teammate looks at the thread now. */
export function RowEye({ threadId }: { threadId: string }) {
  const t = useTranslations("list");
  const format = useFormatter();
  const me = useMe();
  const viewers = useRowViewers(threadId).filter(
    ({ id, state }) => id !== me.id && state !== "open",
  );
  if (viewers.length === 0) return null;
  const words = t("viewers", {
    count: viewers.length,
    names: format.list(viewers.map(({ name }) => name)),
  });
  return (
    <span title={words} className="self-center text-primary">
      <Eye aria-hidden className="size-3.5" />
      <span className="sr-only">{words}</span>
    </span>
  );
}
