"use client";

import { Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Reveal } from "#components/contacts/use-revealed.ts";
import { Button } from "#components/ui/controls/button.tsx";

/** Asks for contact data that is masked; nothing where none can be asked for. */
export function RevealButton({ reveal }: { reveal: Reveal | null }) {
  const t = useTranslations("customer");
  if (reveal === null) return null;
  return (
    <Button
      size="sm"
      variant="outline"
      disabled={reveal.isPending}
      onClick={reveal.run}
    >
      <Eye aria-hidden />
      {t("reveal")}
    </Button>
  );
}
