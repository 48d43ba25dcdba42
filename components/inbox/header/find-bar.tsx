"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useState } from "react";
import type { ThreadHits } from "#contract/threads/thread-messages.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { requestJump } from "#components/navigation/jump-target.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";

/** Finds a text in the open thread and goes from hit to hit, the newest first. */
export default function FindBar({
  threadId,
  begun,
  onClose,
}: {
  threadId: string;
  /** The text that was typed before the search was there. */
  begun: string;
  onClose: () => void;
}) {
  const t = useTranslations("thread.find");
  const [text, setText] = useState(begun);
  const q = useDeferredValue(text.trim());
  const { data } = useQuery({
    enabled: q !== "",
    queryKey: liveKey("thread-search", threadId, q),
    queryFn: ({ signal }) =>
      api<ThreadHits>(`/threads/${threadId}/search`, { query: { q }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const hits = q === "" ? [] : (data?.items ?? []);
  const [at, setAt] = useState(0);
  const first = hits[0]?.messageId;
  useEffect(() => {
    setAt(0);
    if (first !== undefined) requestJump(threadId, first);
  }, [q, first, threadId]);
  const go = (step: 1 | -1) => {
    if (hits.length === 0) return;
    const next = (at + step + hits.length) % hits.length;
    setAt(next);
    const hit = hits[next];
    if (hit) requestJump(threadId, hit.messageId);
  };
  return (
    <div
      role="search"
      aria-label={t("label")}
      className="flex h-11 shrink-0 items-center gap-1 border-b px-2 md:px-4"
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Escape") onClose();
        else if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <input
        autoFocus
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-label={t("label")}
        placeholder={t("placeholder")}
        className="h-8 min-w-0 flex-1 bg-transparent px-1 text-base outline-none placeholder:text-subtle touch:text-lg [&::-webkit-search-cancel-button]:hidden"
      />
      <p
        role="status"
        className="shrink-0 px-1 text-xs text-muted-foreground tabular-nums"
      >
        {q !== "" &&
          data !== undefined &&
          (hits.length === 0
            ? t("none")
            : t("place", { at: at + 1, count: data.total }))}
      </p>
      <IconButton label={t("older")} size="icon-sm" onClick={() => go(1)}>
        <ChevronUp />
      </IconButton>
      <IconButton label={t("newer")} size="icon-sm" onClick={() => go(-1)}>
        <ChevronDown />
      </IconButton>
      <IconButton label={t("close")} size="icon-sm" onClick={onClose}>
        <X />
      </IconButton>
    </div>
  );
}
