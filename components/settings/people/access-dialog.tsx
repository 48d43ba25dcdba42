"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Agent } from "#contract/people/agent.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { ListStates } from "#components/settings/list-states.tsx";
import {
  TokenRow,
  type Token,
} from "#components/settings/profile/token-row.tsx";
import { SessionList } from "#components/settings/session-list.tsx";
import { RowList } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** An agent's tokens and sessions, with buttons to end them. */
export function AccessDialog({
  agent: { id, name },
  onClose,
}: {
  agent: Agent;
  onClose: () => void;
}) {
  const t = useTranslations("settings.people");
  const sessions = useTranslations("settings.sessions");
  const ofTokens = useTranslations("settings.tokens");
  const words = useErrorWords();
  const [withTokens, setWithTokens] = useState(true);
  const [isEnding, setEnding] = useState(false);
  const tokens = useQuery({
    queryKey: liveKey("tokens", id),
    queryFn: async ({ signal }) =>
      (await api<Page<Token>>(`/agents/${id}/tokens`, { signal })).items,
    staleTime: 0,
  });
  const revoke = (token: Token) =>
    api(`/agents/${id}/tokens/${token.id}`, { method: "DELETE" })
      .then(() => tokens.refetch())
      .catch((error: unknown) => toast.error(words(error)));
  const signOut = async () => {
    setEnding(true);
    try {
      await api(`/agents/${id}/sessions`, {
        method: "DELETE",
        query: { tokens: String(withTokens) },
      });
      toast.success(t("signedOut", { name }));
      onClose();
    } catch (error) {
      toast.error(words(error));
      setEnding(false);
    }
  };
  const removeTotp = () =>
    api(`/agents/${id}/totp`, { method: "DELETE" })
      .then(() => toast.success(t("totpRemoved", { name })))
      .catch((error: unknown) => toast.error(words(error)));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("accessWho", { name })}
      description={t("accessHint")}
      footer={
        <>
          <Button onClick={() => void removeTotp()}>{t("removeTotp")}</Button>
          <Button
            variant="danger"
            busy={isEnding}
            onClick={() => void signOut()}
          >
            {t("signOut")}
          </Button>
        </>
      }
    >
      <h3 className="mb-2 text-sm font-medium">{sessions("title")}</h3>
      <SessionList path={`/agents/${id}`} />
      <h3 className="mt-4 mb-2 text-sm font-medium">{ofTokens("title")}</h3>
      <ListStates
        query={tokens}
        empty={<p className="text-sm text-muted-foreground">{t("noTokens")}</p>}
      >
        {(items) => (
          <RowList label={ofTokens("title")}>
            {items.map((token) => (
              <TokenRow
                key={token.id}
                token={token}
                onRevoke={() => void revoke(token)}
              />
            ))}
          </RowList>
        )}
      </ListStates>
      <div className="my-4">
        <SwitchField
          label={t("endTokens")}
          hint={t("endTokensHint")}
          checked={withTokens}
          onChange={setWithTokens}
        />
      </div>
    </Dialog>
  );
}
