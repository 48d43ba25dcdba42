"use client";

import { Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Row } from "#components/settings/section.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { shortDate } from "#components/words/times.ts";

/** An API token as lists show it. The token itself is shown only once, at its creation. */
export type Token = {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
};

export function TokenRow({
  token,
  onRevoke,
}: {
  token: Token;
  onRevoke: () => void;
}) {
  const t = useTranslations("settings.tokens");
  const locale = useLocale();
  const name = token.name || t("unnamed");
  return (
    <Row
      title={name}
      detail={
        token.lastUsedAt
          ? t("lastUsed", { when: shortDate(locale, token.lastUsedAt) })
          : t("neverUsed", { when: shortDate(locale, token.createdAt) })
      }
      actions={
        <IconButton label={t("revokeWhat", { name })} onClick={onRevoke}>
          <Trash2 />
        </IconButton>
      }
    />
  );
}
