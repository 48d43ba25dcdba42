"use client";

import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import type { ThreadOffer } from "#contract/threads/offer.ts";
import { useAnswerOffer } from "#components/thread/offers/use-answer-offer.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Input } from "#components/ui/controls/input.tsx";

const MAX_NOTE = 2_000;

/** Declines a colleague's request with a word why, which they read in the conversation. Without one the button beside it declines at once. */
export function DeclineWithNote({
  offer,
  disabled,
}: {
  offer: ThreadOffer;
  disabled: boolean;
}) {
  const t = useTranslations("offers");
  const { decline } = useAnswerOffer();
  const [isOpen, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const [isBusy, setBusy] = useState(false);
  if (!isOpen)
    return (
      <Button
        variant="link"
        size="sm"
        className="mt-1 -ms-2"
        disabled={disabled}
        onClick={() => setOpen(true)}
      >
        {`${t("declineWhy")}…`}
      </Button>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    void decline(offer, note.trim()).finally(() => setBusy(false));
  };
  return (
    <form onSubmit={submit} className="mt-2 flex gap-2">
      <Input
        autoFocus
        aria-label={t("declineReason", { name: offer.from?.name ?? "" })}
        placeholder={t("declineReason", { name: offer.from?.name ?? "" })}
        value={note}
        maxLength={MAX_NOTE}
        autoComplete="off"
        onChange={(event) => setNote(event.target.value)}
      />
      <Button
        type="submit"
        className="shrink-0"
        disabled={disabled || note.trim() === ""}
        busy={isBusy}
      >
        {t("decline")}
      </Button>
    </form>
  );
}
