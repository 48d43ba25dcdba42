"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "#components/ui/toast.ts";
import type { Thread } from "#contract/shapes.ts";
import { usePreviewText } from "#components/inbox/use-preview-text.ts";
import { useOpenThread } from "#components/inbox/selection.ts";
import { api, type Page } from "#components/live/api.ts";
import { LIVE } from "#components/live/live-provider.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Button } from "#components/ui/button.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Offer = {
  threadId: string;
  thread: Thread;
  kind: "ring" | "transfer";
  from: { id: string; name: string } | null;
  note: string | null;
  expiresAt: string;
};

const MAX_SHOWN = 3;
const REFRESH_MS = 30_000;

/** Conversations offered to me: over every page until answered or over. */
export function OfferCards() {
  const t = useTranslations("offers");
  const { data = [] } = useQuery({
    queryKey: [...LIVE, "offers"],
    queryFn: async ({ signal }) =>
      (await api<Page<Offer>>("/offers", { signal })).items,
    // Offers end by time; a lost event must not leave a card behind.
    refetchInterval: REFRESH_MS,
  });
  return (
    <section
      aria-label={t("title")}
      aria-live="assertive"
      className="pointer-events-none fixed end-3 top-3 z-30 flex w-[min(22rem,calc(100vw-1.5rem))] flex-col gap-2"
    >
      {data.slice(0, MAX_SHOWN).map((offer) => (
        <OfferCard key={offer.threadId} offer={offer} />
      ))}
    </section>
  );
}

function OfferCard({ offer }: { offer: Offer }) {
  const t = useTranslations("offers");
  const words = useErrorWords();
  const previewText = usePreviewText();
  const queryClient = useQueryClient();
  const openThread = useOpenThread();
  const { customer } = offer.thread;
  const answer = useMutation({
    mutationFn: (verb: "accept" | "decline") =>
      api(`/offers/${offer.threadId}/${verb}`, { method: "POST", body: {} }),
    onSuccess: (_answer, verb) => {
      if (verb === "accept") openThread(offer.threadId);
    },
    onError: (error) => toast.error(words(error)),
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: [...LIVE, "offers"] }),
  });
  return (
    <article className="pointer-events-auto animate-slide rounded-lg bg-popover p-3 shadow-float">
      <div className="flex gap-3">
        <Avatar
          id={customer.id}
          name={customer.name}
          url={customer.avatarUrl}
        />
        <div className="min-w-0 flex-1">
          <p className="truncate text-sm font-medium">{customer.name}</p>
          <p className="text-xs text-muted-foreground">
            {offer.from
              ? t("transferFrom", { name: offer.from.name })
              : t("ring")}
          </p>
          <p className="bidi mt-1 line-clamp-2 text-sm">
            {offer.note ?? previewText(offer.thread)}
          </p>
        </div>
      </div>
      <div className="mt-3 flex justify-end gap-2">
        <Button
          disabled={answer.isPending}
          onClick={() => answer.mutate("decline")}
        >
          {t("decline")}
        </Button>
        <Button
          variant="primary"
          busy={answer.isPending}
          onClick={() => answer.mutate("accept")}
        >
          {t("accept")}
        </Button>
      </div>
    </article>
  );
}
