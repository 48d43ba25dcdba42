"use client";

import { Suspense, useEffect, useState } from "react";
import {
  getCurrentThread,
  nextInList,
  type CurrentThread,
} from "#components/thread/current-thread.ts";
import {
  useOpenThread,
  type OpenThread,
} from "#components/navigation/selection.ts";
import { useOffers } from "#components/live/queries/use-offers.ts";
import { useAnswerOffer } from "#components/thread/offers/use-answer-offer.ts";
import {
  getPreferences,
  setPreference,
} from "#components/live/stores/preferences.ts";
import { lazily } from "#components/page/lazily.ts";
import { isKeyElsewhere } from "#components/page/typing-place.ts";

const Palette = lazily(() => import("./palette.tsx"));
const KeySheet = lazily(() => import("./key-sheet.tsx"));

type Over = "palette" | "keys" | null;

/** Keys that work on every page and on the open thread. They do nothing while the agent types. */
export function GlobalKeys() {
  const openThread = useOpenThread();
  const [offer] = useOffers();
  const { accept, decline } = useAnswerOffer();
  const [over, setOver] = useState<Over>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (isPaletteKey(event)) {
        event.preventDefault();
        setOver((now) => (now === "palette" ? null : "palette"));
        return;
      }
      if (offer && isAnswerKey(event)) {
        event.preventDefault();
        void (event.shiftKey ? decline(offer) : accept(offer));
        return;
      }
      if (isKeyElsewhere(event)) return;
      if (event.key === "?") setOver("keys");
      else if (event.key === "[") toggle("listPane");
      else if (event.key === "]") toggle("customerPane");
      else {
        const current = getCurrentThread();
        if (!current || !act(current, event.key, openThread)) return;
      }
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [openThread, offer, accept, decline]);
  if (!over) return null;
  return (
    <Suspense>
      {over === "palette" ? (
        <Palette
          onClose={() => setOver(null)}
          onShowKeys={() => setOver("keys")}
        />
      ) : (
        <KeySheet onClose={() => setOver(null)} />
      )}
    </Suspense>
  );
}

/** Works in fields as well; only an active input method keeps the key. */
function isPaletteKey(event: KeyboardEvent): boolean {
  return (
    (event.metaKey || event.ctrlKey) &&
    !event.shiftKey &&
    !event.altKey &&
    !event.isComposing &&
    event.key.toLowerCase() === "k"
  );
}

/** A outside of fields, Alt+A everywhere. Compared by key code, since Alt changes the letter. */
function isAnswerKey(event: KeyboardEvent): boolean {
  if (event.code !== "KeyA" || event.isComposing || event.repeat) return false;
  if (event.ctrlKey || event.metaKey) return false;
  return event.altKey || !isKeyElsewhere(event);
}

function toggle(pane: "listPane" | "customerPane"): void {
  setPreference(pane, !getPreferences()[pane]);
}

/** Runs the key's command if it is possible now; false: the key has no command. */
function act(
  current: CurrentThread,
  key: string,
  openThread: OpenThread,
): boolean {
  const { thread, can, run, transfer, openSnooze, write } = current;
  switch (key) {
    case "l":
      if (can.label) current.openLabels();
      return can.label;
    case "p":
      if (can.prioritize) current.openPriority();
      return can.prioritize;
    case "m":
      if (can.macro) current.openMacros();
      return can.macro;
    case "i":
      if (can.invite) current.openPeople();
      return can.invite;
    case "e":
      if (can.close) run("close");
      return can.close;
    case "E": {
      if (!can.close) return false;
      const next = nextInList(thread.id);
      void current.close(() => openThread(next, { isWalking: true }));
      return true;
    }
    case "t":
      if (can.take) run("take");
      else if (current.tellWhyNot) current.tellWhyNot();
      else return false;
      return true;
    case "x":
      if (can.transfer) transfer();
      return can.transfer;
    case "s":
      if (can.snooze) openSnooze();
      return can.snooze;
    case "w":
      if (can.noReply) run("noReply");
      return can.noReply;
    case "y":
      if (!can.archive && !can.unarchive) return false;
      run(can.archive ? "archive" : "unarchive");
      return true;
    case "r":
    case "o":
    case "Enter":
      if (key === "Enter" && document.activeElement !== document.body)
        return false;
      write("message");
      return true;
    case "n":
      write("note");
      return true;
    default:
      return false;
  }
}
