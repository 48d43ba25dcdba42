"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ThreadOffer } from "#contract/threads/offer.ts";
import { useAnswerOffer } from "./use-answer-offer.ts";
import { Button } from "#components/ui/controls/button.tsx";

/** Accept and decline beside the offered thread. */
export function OfferButtons({ offer }: { offer: ThreadOffer }) {
  const t = useTranslations("offers");
  const answers = useAnswerOffer();
  const [busy, setBusy] = useState<"accept" | "decline" | null>(null);
  const answer = (verb: "accept" | "decline") => {
    setBusy(verb);
    void answers[verb](offer).finally(() => setBusy(null));
  };
  return (
    <>
      <Button
        className="max-md:hidden"
        disabled={busy !== null}
        busy={busy === "decline"}
        onClick={() => answer("decline")}
      >
        {t("decline")}
      </Button>
      <Button
        variant="primary"
        disabled={busy !== null}
        busy={busy === "accept"}
        onClick={() => answer("accept")}
      >
        <Check />
        {t("accept")}
      </Button>
    </>
  );
}
