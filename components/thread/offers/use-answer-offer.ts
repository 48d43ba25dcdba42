"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Lead } from "#contract/leads/lead.ts";
import type { Offer } from "#contract/threads/offer.ts";
import { offeredId } from "#contract/threads/offered-id.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { getCurrentThread } from "#components/thread/current-thread.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { askOverfull, overfullOf } from "./overfull.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { useLive, type Live } from "#components/live/stores/live-context.ts";
import { fetchOffers } from "#components/live/queries/fetching.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

export type OfferAnswers = {
  /** Takes it and opens it; false: another agent has it, and a toast said so. */
  accept(offer: Offer): Promise<boolean>;
  /** @param note why; only of a colleague's request, who reads it */
  decline(offer: Offer, note?: string): Promise<boolean>;
};

// A key pressed twice answers once.
const underWay = new Set<string>();

/** Answers an offer, from a card, a key or the thread itself. */
export function useAnswerOffer(): OfferAnswers {
  const t = useTranslations("offers");
  const live = useLive();
  const openThread = useOpenThread();
  const go = useGo();
  const words = useErrorWords();
  const leadWords = useTranslations("leads.refusals");
  return useMemo(() => {
    const answer = async (
      offer: Offer,
      verb: Verb,
      body: Body = {},
    ): Promise<boolean> => {
      const id = offeredId(offer);
      if (underWay.has(id)) return false;
      underWay.add(id);
      try {
        if (!(await answerAsking(live, offer, verb, body))) return false;
        if (verb === "accept" && "lead" in offer) go(`/leads/${id}`);
        else if (verb === "accept") {
          openThread(id);
          // It may be open already; then nothing else moves the focus to the field.
          const current = getCurrentThread();
          if (current?.thread.id === id) current.write("message");
        }
        return true;
      } catch (error) {
        const isOver =
          error instanceof ApiError && error.code === "wrong_state";
        const winner = "lead" in offer ? winnerOf(error) : null;
        toast.error(
          isOver
            ? t("lead" in offer ? "overLead" : "over")
            : winner
              ? leadWords("owned_by_other", winner)
              : words(error),
        );
        // The server knows whether the offer is still open.
        void fetchOffers(live.offers).catch(() => undefined);
        return false;
      } finally {
        underWay.delete(id);
      }
    };
    return {
      accept: (offer) => answer(offer, "accept"),
      decline: (offer, note) => answer(offer, "decline", note ? { note } : {}),
    };
  }, [live, openThread, go, t, words, leadWords]);
}

type Verb = "accept" | "decline";
type Body = { force?: boolean; note?: string };

/** The agent who was faster; null: it is another error. */
function winnerOf(error: unknown): { name: string } | null {
  if (!(error instanceof ApiError) || error.code !== "owned_by_other")
    return null;
  return (error.current as { owner?: { name: string } | null }).owner ?? null;
}

/** Asks whether to exceed the capacity. @returns false: the answer was no, and the offer stays open */
async function answerAsking(
  live: Live,
  offer: Offer,
  verb: Verb,
  body: Body,
): Promise<boolean> {
  try {
    await post(live, offer, verb, body);
    return true;
  } catch (error) {
    const overfull = overfullOf(error);
    if (overfull === null) throw error;
    // The offer stays open meanwhile.
    void fetchOffers(live.offers).catch(() => undefined);
    if (!(await askOverfull(overfull))) return false;
    await post(live, offer, verb, { force: true });
    return true;
  }
}

async function post(
  { store, offers }: Live,
  offer: Offer,
  verb: Verb,
  body: Body,
): Promise<void> {
  const { seq: startedSeq } = store.getState();
  const id = offeredId(offer);
  offers.answered(id);
  const owned = await api<Thread | Lead | undefined>(`/offers/${id}/${verb}`, {
    method: "POST",
    body,
  });
  if (owned && !("leadgenId" in owned))
    store.dispatch({ type: "thread.fetched", thread: owned, startedSeq });
  offers.dispatch({
    type: "offer.ended",
    ...("lead" in offer ? { leadId: id } : { threadId: id }),
    reason: verb === "accept" ? "accepted" : "declined",
    agentId: null,
    by: null,
  });
}
