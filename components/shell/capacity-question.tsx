"use client";

import { Suspense, useSyncExternalStore } from "react";
import { lazily } from "#components/page/lazily.ts";
import { overfullQuestion } from "#components/thread/offers/overfull.ts";

const TakeAnyway = lazily(
  () => import("#components/thread/offers/take-anyway.tsx"),
);

/** Asks on every page to confirm more threads than the agent's capacity. */
export function CapacityQuestion() {
  const { get, subscribe } = overfullQuestion;
  const question = useSyncExternalStore(subscribe, get, () => null);
  if (question === null) return null;
  return (
    <Suspense>
      <TakeAnyway question={question} />
    </Suspense>
  );
}
