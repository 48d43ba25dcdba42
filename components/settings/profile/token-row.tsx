"use client";

import { Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Row } from "#components/settings/section.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { shortDate } from "#components/words/times.ts";
import type { ApiToken } from "#contract/people/api-token.ts";
import type { TokenResource } from "#contract/people/token-scopes.ts";
import { serverNow } from "#components/page/server-clock.ts";

/** An API token as lists show it. The token itself is shown only once, at its creation. */
export type Token = Pick<
  ApiToken,
  | "id"
  | "name"
  | "createdAt"
  | "lastUsedAt"
  | "scopes"
  | "expiresAt"
  | "addresses"
>;

export function TokenRow({
  token,
  onRevoke,
}: {
  token: Token;
  onRevoke: () => void;
}) {
  const t = useTranslations("settings.tokens");
  const common = useTranslations("common");
  const locale = useLocale();
  const hasEnded =
    token.expiresAt !== null && Date.parse(token.expiresAt) <= serverNow();
  const name = token.name || t("unnamed");
  return (
    <Row
      title={name}
      detail={
        <>
          {token.lastUsedAt
            ? t("lastUsed", { when: shortDate(locale, token.lastUsedAt) })
            : t("neverUsed", { when: shortDate(locale, token.createdAt) })}
          {token.expiresAt !== null && (
            <span className={hasEnded ? "text-danger" : undefined}>
              {" · "}
              {t(hasEnded ? "ended" : "ends", {
                when: shortDate(locale, token.expiresAt),
              })}
            </span>
          )}
          {token.addresses !== null && (
            <span className="block wrap-anywhere">
              {t("from", { addresses: token.addresses.join(", ") })}
            </span>
          )}
          {token.scopes !== null && (
            <span className="block wrap-anywhere">
              {token.scopes
                .map((scope) => {
                  const [resource, level] = scope.split(":") as [
                    TokenResource,
                    "read" | "write",
                  ];
                  return common("labelled", {
                    label: t(`resources.${resource}`),
                    text: t(`levels.${level}`),
                  });
                })
                .join(" · ")}
            </span>
          )}
        </>
      }
      actions={
        <IconButton label={t("revokeWhat", { name })} onClick={onRevoke}>
          <Trash2 />
        </IconButton>
      }
    />
  );
}
