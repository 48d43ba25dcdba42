"use client";

import { useTranslations } from "next-intl";
import { truncate } from "#contract/text/text.ts";

/** The name and the scope with which a copy begins. */
export function useCopied() {
  const t = useTranslations("common");
  return {
    /** "Welcome (copy)", within so many characters. */
    name: (name: string, max: number) => {
      const room = max - t("copyOf", { name: "" }).length;
      return t("copyOf", { name: truncate(name, room) });
    },
    /** A copy of what others share is one's own. */
    mayKeepScope: ({ mayEdit }: { mayEdit: boolean }) => mayEdit,
  };
}
