"use client";

import { Suspense, useSyncExternalStore } from "react";
import { lazily } from "#components/page/lazily.ts";
import { overfullQuestion } from "#components/thread/overfull.ts";

const TakeAnyway = lazily(() => import("#components/thread/take-anyway.tsx"));

/** Asks for a yes to more than one's capacity, on every page. */
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
