"use client";

import { useTranslations } from "next-intl";
import type { Segment, SegmentUse } from "#contract/customers/segment.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Asks before a segment is deleted. Its customers stay. */
export default function DeleteSegment({
  segment,
  onClose,
  onDeleted,
}: {
  segment: Segment;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const t = useTranslations("customers.segments");
  const words = useErrorWords();
  const inUse = useSegmentUse();
  const refresh = useRefresh("segments");
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("deleteTitle", { name: segment.name })}
      description={t(segment.shared ? "deleteShared" : "deleteOwn")}
      action={t("delete")}
      onConfirm={async () => {
        try {
          await api(`/segments/${segment.id}`, { method: "DELETE" });
          onDeleted();
          await refresh();
        } catch (error) {
          toast.error(inUse(error) ?? words(error));
        }
      }}
    />
  );
}

/** The rules that keep a segment from being changed so; null: the error is another one. */
export function useSegmentUse(): (error: unknown) => string | null {
  const t = useTranslations("customers.segments");
  return (error) => {
    if (!(error instanceof ApiError) || error.code !== "in_use") return null;
    const { rules = [] } = (error.current ?? {}) as Partial<SegmentUse>;
    const [first] = rules;
    return first ? t("heldByRules", { count: rules.length, ...first }) : null;
  };
}
