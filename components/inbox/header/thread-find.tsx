"use client";

import { Suspense, useEffect, useState } from "react";
import { Opening } from "#components/page/opening.tsx";
import { lazily } from "#components/page/lazily.ts";

const FindBar = lazily(() => import("./find-bar.tsx"));

/** Opens a search in the open thread with ⌘F or Ctrl F; pressed once more, the browser's own search opens. */
export function ThreadFind({ threadId }: { threadId: string }) {
  const [isOpen, setOpen] = useState(false);
  // Typed before the search was there.
  const [begun, setBegun] = useState("");
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind =
        (event.metaKey || event.ctrlKey) &&
        !event.shiftKey &&
        !event.altKey &&
        event.key.toLowerCase() === "f";
      if (!isFind || isOpen || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      setBegun("");
      setOpen(true);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <Suspense fallback={<Opening onType={setBegun} />}>
      <FindBar
        threadId={threadId}
        begun={begun}
        onClose={() => setOpen(false)}
      />
    </Suspense>
  );
}
