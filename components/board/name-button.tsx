"use client";

import { useTranslations } from "next-intl";

/** A name on the board. A click shows its threads. */
export function NameButton({
  name,
  onShow,
}: {
  name: string;
  onShow: () => void;
}) {
  const t = useTranslations("board");
  return (
    <button
      type="button"
      onClick={onShow}
      aria-label={t("showWaiting", { name })}
      className="bidi block max-w-full truncate rounded-sm text-base font-medium hover:underline"
    >
      {name}
    </button>
  );
}
