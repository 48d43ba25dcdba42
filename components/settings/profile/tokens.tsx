"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#components/page/toast.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { ListStates } from "#components/settings/list-states.tsx";
import {
  TokenRow,
  type Token,
} from "#components/settings/profile/token-row.tsx";
import { RowList, SettingsPage } from "#components/settings/section.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { TokenDialog } from "#components/settings/profile/token-dialog.tsx";

/** API tokens, with which a program acts as this agent. */
export function Tokens() {
  const t = useTranslations("settings.tokens");
  const words = useErrorWords();
  const refresh = useRefresh("tokens");
  const [isAdding, setAdding] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<Token | null>(null);
  const tokens = useQuery({
    queryKey: liveKey("tokens"),
    queryFn: async ({ signal }) =>
      (await api<Page<Token>>("/me/tokens", { signal })).items,
  });
  const revoke = useMutation({
    mutationFn: ({ id }: Token) =>
      api(`/me/tokens/${id}`, { method: "DELETE" }),
    onSuccess: refresh,
    onError: (error) => toast.error(words(error)),
  });
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus />
      {t("add")}
    </Button>
  );
  return (
    <SettingsPage
      title={t("title")}
      hint={t.rich("hint", {
        docs: (chunks) => (
          <a
            href="/api/v1/docs"
            className="text-primary underline underline-offset-2"
          >
            {chunks}
          </a>
        ),
      })}
      action={tokens.data?.length ? add : undefined}
    >
      <ListStates
        query={tokens}
        empty={
          <EmptyState
            icon={<KeyRound />}
            title={t("empty")}
            text={t("emptyHint")}
            action={add}
          />
        }
      >
        {(items) => (
          <RowList label={t("title")}>
            {items.map((token) => (
              <TokenRow
                key={token.id}
                token={token}
                onRevoke={() => setLeaving(token)}
              />
            ))}
          </RowList>
        )}
      </ListStates>
      {isAdding && (
        <TokenDialog
          onClose={() => setAdding(false)}
          onSaved={(token) => {
            setAdding(false);
            setShown(token);
            void refresh();
          }}
        />
      )}
      {shown && (
        <Dialog
          open
          onOpenChange={(open) => !open && setShown(null)}
          title={t("created")}
          footer={
            <Button variant="primary" onClick={() => setShown(null)}>
              {t("createdDone")}
            </Button>
          }
        >
          <CopyField value={shown} label={t("token")} />
          <Notice tone="warning" className="my-3">
            {t("once")}
          </Notice>
        </Dialog>
      )}
      {leaving && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setLeaving(null)}
          title={t("revokeTitle")}
          description={t("revokeText")}
          action={t("revoke")}
          onConfirm={() => revoke.mutateAsync(leaving).catch(() => undefined)}
        />
      )}
    </SettingsPage>
  );
}
