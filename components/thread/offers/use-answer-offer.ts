"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Offer } from "#contract/threads/offer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { getCurrentThread } from "#components/thread/current-thread.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { askOverfull, overfullOf } from "./overfull.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { useLive, type Live } from "#components/live/stores/live-context.ts";
import { fetchOffers } from "#components/live/queries/fetching.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

export type OfferAnswers = {
  /** Takes it and opens it; false: another agent has it, and a toast said so. */
  accept(offer: Offer): Promise<boolean>;
  decline(offer: Offer): Promise<boolean>;
};

// A key pressed twice answers once.
const underWay = new Set<string>();

/** Answers an offer, from a card, a key or the thread itself. */
export function useAnswerOffer(): OfferAnswers {
  const t = useTranslations("offers");
  const live = useLive();
  const openThread = useOpenThread();
  const words = useErrorWords();
  return useMemo(() => {
    const answer = async (offer: Offer, verb: Verb): Promise<boolean> => {
      const { threadId } = offer;
      if (underWay.has(threadId)) return false;
      underWay.add(threadId);
      try {
        if (!(await answerAsking(live, threadId, verb))) return false;
        if (verb === "accept") {
          openThread(threadId);
          // It may be open already; then nothing else moves the focus to the field.
          const current = getCurrentThread();
          if (current?.thread.id === threadId) current.write("message");
        }
        return true;
      } catch (error) {
        const isOver =
          error instanceof ApiError && error.code === "wrong_state";
        toast.error(isOver ? t("over") : words(error));
        // The server knows whether the offer is still open.
        void fetchOffers(live.offers).catch(() => undefined);
        return false;
      } finally {
        underWay.delete(threadId);
      }
    };
    return {
      accept: (offer) => answer(offer, "accept"),
      decline: (offer) => answer(offer, "decline"),
    };
  }, [live, openThread, t, words]);
}

type Verb = "accept" | "decline";

/** Asks whether to exceed the capacity. @returns false: the answer was no, and the offer stays open */
async function answerAsking(
  live: Live,
  threadId: string,
  verb: Verb,
): Promise<boolean> {
  try {
    await post(live, threadId, verb);
    return true;
  } catch (error) {
    const overfull = overfullOf(error);
    if (overfull === null) throw error;
    // The offer stays open meanwhile.
    void fetchOffers(live.offers).catch(() => undefined);
    if (!(await askOverfull(overfull))) return false;
    await post(live, threadId, verb, { force: true });
    return true;
  }
}

async function post(
  { store, offers }: Live,
  threadId: string,
  verb: Verb,
  body: { force?: boolean } = {},
): Promise<void> {
  const { seq: startedSeq } = store.getState();
  offers.answered(threadId);
  const thread = await api<Thread | undefined>(`/offers/${threadId}/${verb}`, {
    method: "POST",
    body,
  });
  if (thread) store.dispatch({ type: "thread.fetched", thread, startedSeq });
  offers.dispatch({
    type: "offer.ended",
    threadId,
    reason: verb === "accept" ? "accepted" : "declined",
    agentId: null,
    by: null,
  });
}
