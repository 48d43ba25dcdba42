"use client";

import { Hand } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import type { TakeRefusal } from "#components/thread/rights/abilities.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { toast } from "#components/page/toast.ts";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";

/** The reason why a thread cannot be taken, as text; empty when it can. */
export function useRefusalWords(refusal: TakeRefusal | null): string {
  const t = useTranslations("actions.takeRefused");
  if (refusal === null) return "";
  return refusal.reason === "owned_by_other"
    ? t("owned_by_other", { name: refusal.name })
    : t("participant_only");
}

/** Shows the reason as one toast, however often it is called. */
export function tellRefusal(words: string): void {
  toast(words, { id: "take-refused" });
}

/**
 * A Take button for a thread that cannot be taken. Pointer and keyboard can still reach it, and it has the
 * reason as its tooltip and description. A tap shows the reason as well.
 */
export function TakeRefused({ refusal }: { refusal: TakeRefusal }) {
  const t = useTranslations("actions");
  const words = useRefusalWords(refusal);
  const id = useId();
  return (
    <>
      <Hint text={words} side="bottom">
        <Button
          aria-disabled
          aria-describedby={id}
          className="cursor-not-allowed hover:bg-background active:bg-background"
          onClick={() => tellRefusal(words)}
        >
          <Hand />
          {t("take")}
        </Button>
      </Hint>
      <span id={id} hidden>
        {words}
      </span>
    </>
  );
}
