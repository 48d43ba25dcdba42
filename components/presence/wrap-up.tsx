"use client";

import { useTranslations } from "next-intl";
import { useMyself } from "#components/live/queries/use-directory.ts";
import { useEndWrapUp } from "./use-queue-login.ts";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";
import {
  countdownText,
  useSecondsLeft,
} from "#components/words/use-seconds-left.ts";

/** The paper work after a conversation: how long nothing rings yet. A press ends it. */
export function WrapUp() {
  const queues = useMyself().data?.queues ?? [];
  const longest = queues
    .filter(({ wrapUpUntil }) => wrapUpUntil !== null)
    .sort((a, b) => (a.wrapUpUntil ?? "").localeCompare(b.wrapUpUntil ?? ""))
    .at(-1);
  if (!longest?.wrapUpUntil) return null;
  return (
    <Countdown
      key={longest.wrapUpUntil}
      until={longest.wrapUpUntil}
      queue={longest.name}
      ids={queues
        .filter(({ wrapUpUntil }) => wrapUpUntil !== null)
        .map(({ id }) => id)}
    />
  );
}

function Countdown({
  until,
  queue,
  ids,
}: {
  until: string;
  queue: string;
  ids: string[];
}) {
  const t = useTranslations("presence");
  const seconds = useSecondsLeft(until) ?? 0;
  const end = useEndWrapUp();
  if (seconds === 0) return null;
  const left = countdownText(seconds);
  return (
    <Hint text={t("wrapUpHint", { queue })} side="right">
      <button
        type="button"
        aria-label={t("endWrapUp", { left })}
        onClick={() => ids.forEach((id) => end.mutate(id))}
        className="flex flex-col items-center rounded-md px-1 py-1 hover:bg-accent touch:min-h-11 touch:justify-center"
      >
        <span className="text-xs font-medium tabular-nums">{left}</span>
        <span
          aria-hidden
          className="max-w-14 text-center text-[10px] leading-3 text-muted-foreground"
        >
          {t("wrapUp")}
        </span>
      </button>
    </Hint>
  );
}
