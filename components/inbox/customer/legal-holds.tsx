"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { LegalHold } from "#contract/customers/legal-hold.ts";
import { mayDo } from "#contract/people/policy.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The legal holds of a customer, for those who manage them; nothing for all others. */
export default function LegalHolds({ customerId }: { customerId: string }) {
  const { role, seenBy } = useMe();
  const may = seenBy === null && mayDo(role, "customers.holds");
  const { data: holds = [] } = useQuery({
    queryKey: liveKey("customer-holds", customerId),
    queryFn: ({ signal }) =>
      api<Page<LegalHold>>(`/customers/${customerId}/holds`, { signal }),
    select: ({ items }) => items,
    enabled: may,
  });
  if (!may) return null;
  return holds.map((hold) => <HoldNotice key={hold.id} hold={hold} />);
}

function HoldNotice({ hold }: { hold: LegalHold }) {
  const t = useTranslations("customer.holds");
  const locale = useLocale();
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const channel = useChannelOf(hold.threadId);
  const [isAsking, setAsking] = useState(false);
  const end = async () => {
    try {
      await api(`/holds/${hold.id}`, { method: "DELETE" });
      toast.success(t("ended"));
    } catch (error) {
      toast.error(words(error));
    }
    await queryClient.invalidateQueries({
      queryKey: liveKey("customer-holds", hold.customerId),
    });
  };
  const at = (time: string) => dateAndTime(locale, time);
  return (
    <Notice tone="warning" className="mt-4">
      <p className="font-medium">
        {hold.threadId === null ? t("heldAll") : t("heldThread", { channel })}
      </p>
      <p dir="auto" className="mt-0.5 whitespace-pre-wrap wrap-anywhere">
        {hold.reason}
      </p>
      <p className="mt-0.5 text-muted-foreground">
        {t("by", { name: hold.placedBy.name, time: at(hold.placedAt) })}{" "}
        {hold.until !== null && t("ends", { time: at(hold.until) })}
      </p>
      <Button size="sm" className="mt-2" onClick={() => setAsking(true)}>
        {t("end")}
      </Button>
      {isAsking && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsking(false)}
          title={t("endTitle")}
          description={t("endText")}
          action={t("end")}
          onConfirm={end}
        />
      )}
    </Notice>
  );
}

function useChannelOf(threadId: string | null): string {
  const { data: channels = [] } = useChannelNames();
  const { data } = useQuery({
    queryKey: liveKey("held-thread", threadId ?? ""),
    queryFn: ({ signal }) => api<Thread>(`/threads/${threadId}`, { signal }),
    enabled: threadId !== null,
  });
  return channels.find(({ id }) => id === data?.channelId)?.name ?? "…";
}
