"use client";

import { useTranslations } from "next-intl";
import type { SavedView } from "#contract/threads/view.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Asks before a view is deleted. The conversations in it stay. */
export default function DeleteView({
  view,
  onClose,
}: {
  view: SavedView;
  onClose: () => void;
}) {
  const t = useTranslations("views");
  const words = useErrorWords();
  const refresh = useRefresh("views");
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("deleteTitle", { name: view.name })}
      description={t(view.shared ? "deleteShared" : "deleteOwn")}
      action={t("delete")}
      onConfirm={async () => {
        await api(`/views/${view.id}`, { method: "DELETE" }).then(
          refresh,
          (error: unknown) => toast.error(words(error)),
        );
      }}
    />
  );
}
