"use client";

import { Suspense, useEffect, useState } from "react";
import {
  getCurrentThread,
  nextInList,
  whenCurrent,
  type CurrentThread,
} from "#components/thread/current-thread.ts";
import {
  getSelectedThread,
  useOpenThread,
  type OpenThread,
} from "#components/navigation/selection.ts";
import { useOffers } from "#components/live/queries/use-offers.ts";
import { useAnswerOffer } from "#components/thread/offers/use-answer-offer.ts";
import {
  actionFor,
  isWithAlt,
  keyFor,
  macroOf,
  type KeyedAction,
} from "#components/live/stores/key-actions.ts";
import { getKeymap } from "#components/live/stores/keymap.ts";
import {
  getPreferences,
  setPreference,
} from "#components/live/stores/preferences.ts";
import { undoLast } from "#components/page/toast.ts";
import { Opening } from "#components/page/opening.tsx";
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
  // Typed for the palette before it was there.
  const [begun, setBegun] = useState("");
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (isPaletteKey(event)) {
        event.preventDefault();
        setBegun("");
        setOver((now) => (now === "palette" ? null : "palette"));
        return;
      }
      const answer = answerOf(event);
      if (offer && answer) {
        event.preventDefault();
        void (answer === "accept" ? accept(offer) : decline(offer));
        return;
      }
      if (isKeyElsewhere(event)) return;
      const action = actionFor(getKeymap(), event.key);
      if (action === "undo") {
        if (!undoLast()) return;
      } else if (action === "sheet") setOver("keys");
      else if (action === "list") toggle("listPane");
      else if (action === "customer") toggle("customerPane");
      else {
        const selected = getSelectedThread();
        if (!selected || !isOfThread(event, action)) return;
        const current = getCurrentThread();
        if (current?.thread.id === selected) {
          if (!act(current, action, openThread)) return;
        } else {
          // A key right after a step is for the conversation that comes, not for the one before.
          whenCurrent(selected, (arrived) => {
            if (selected !== getSelectedThread() || isKeyElsewhere(event))
              return;
            act(arrived, action, openThread);
          });
        }
      }
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [openThread, offer, accept, decline]);
  if (!over) return null;
  return (
    <Suspense
      fallback={<Opening onType={over === "palette" ? setBegun : undefined} />}
    >
      {over === "palette" ? (
        <Palette
          begun={begun}
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

/** The answer to an offer: by its key outside of fields, and everywhere with Alt. */
function answerOf(event: KeyboardEvent): "accept" | "decline" | undefined {
  if (event.isComposing || event.repeat) return;
  if (event.ctrlKey || event.metaKey) return;
  const keymap = getKeymap();
  return (["accept", "decline"] as const).find((action) => {
    const key = keyFor(keymap, action);
    if (event.altKey) return isWithAlt(event, key);
    return event.key === key && !isKeyElsewhere(event);
  });
}

const OF_NO_THREAD: ReadonlySet<KeyedAction> = new Set<KeyedAction>([
  "next",
  "previous",
  "pick",
  "search",
  "accept",
  "decline",
]);

/** Whether the key does something with the open thread. Enter writes only where nothing has the focus. */
function isOfThread(
  { key }: KeyboardEvent,
  action: KeyedAction | undefined,
): boolean {
  if (action) return !OF_NO_THREAD.has(action);
  return key === "Enter" && document.activeElement === document.body;
}

function toggle(pane: "listPane" | "customerPane"): void {
  setPreference(pane, !getPreferences()[pane]);
}

/** Runs the action of a key if it is possible now; false: it is not. */
function act(
  current: CurrentThread,
  action: KeyedAction | undefined,
  openThread: OpenThread,
): boolean {
  const { thread, can, run, transfer, openSnooze, write } = current;
  const macroId = macroOf(action);
  if (macroId !== null) {
    // Its steps are shown first; Enter runs them.
    if (can.macro) current.openMacros(macroId);
    return can.macro;
  }
  switch (action) {
    case "labels":
      if (can.label) current.openLabels();
      return can.label;
    case "priority":
      if (can.prioritize) current.openPriority();
      return can.prioritize;
    case "macros":
      if (can.macro) current.openMacros();
      return can.macro;
    case "people":
      if (can.invite) current.openPeople();
      return can.invite;
    case "done":
      if (can.close) run("close");
      return can.close;
    case "doneNext": {
      if (!can.close) return false;
      const next = nextInList(thread.id);
      void current.close(() => openThread(next, { isWalking: true }));
      return true;
    }
    case "take":
      if (can.take) run("take");
      else if (current.tellWhyNot) current.tellWhyNot();
      else return false;
      return true;
    case "transfer":
      if (can.transfer) transfer();
      return can.transfer;
    case "snooze":
      if (can.snooze) openSnooze();
      return can.snooze;
    case "noReply":
      if (can.noReply) run("noReply");
      return can.noReply;
    case "unread":
      if (can.unread) run("unread");
      return can.unread;
    case "archive":
      if (!can.archive && !can.unarchive) return false;
      run(can.archive ? "archive" : "unarchive");
      return true;
    case "reply":
    case "open":
    case undefined: // Enter
      write("message");
      return true;
    case "note":
      write("note");
      return true;
    default:
      return false;
  }
}
