"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Channel } from "#contract/channels/channel.ts";
import { worstLight } from "#contract/channels/health/worst-light.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { LightIcon } from "#components/thread/channel/light-icon.tsx";
import {
  useTroubledChannels,
  type Troubled,
} from "#components/thread/channel/use-channel-state.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { useProblemCause } from "#components/words/use-problem-words.ts";

/**
 * Tells agents who can mend a channel that it needs them: which one, why, and
 * where. It is gone when the channel works again, or for this tab when it is
 * put away, until a channel has another problem.
 */
export function ChannelBanner() {
  const t = useTranslations("channelBanner");
  const [hidden, hide] = useHidden();
  const troubled = useTroubledChannels().filter(
    (one) => !hidden.includes(keyOf(one)),
  );
  const [first] = troubled;
  if (!first) return null;
  const isOne = troubled.length === 1;
  return (
    <div
      role="status"
      className={cn(
        "flex shrink-0 items-center gap-2 border-b px-3 py-1.5 text-sm md:px-4",
        first.state === "broken" ? "bg-destructive-soft" : "bg-warning-soft",
      )}
    >
      <LightIcon state={first.state} />
      <p className="min-w-0 flex-1">
        {isOne ? (
          <Cause channel={first.channel} />
        ) : (
          t("many", { count: troubled.length - 1, name: first.channel.name })
        )}{" "}
        <PageLink
          href={
            isOne
              ? `/settings/channels/${first.channel.id}`
              : "/settings/channels"
          }
          prefetch={false}
          className="font-medium underline underline-offset-2"
        >
          {t(isOne ? "fix" : "show")}
        </PageLink>
      </p>
      <IconButton
        label={t("hide")}
        size="icon-sm"
        onClick={() => hide(troubled.map(keyOf))}
      >
        <X />
      </IconButton>
    </div>
  );
}

function Cause({ channel }: { channel: Channel }) {
  const t = useTranslations("channelBanner");
  const wordsOf = useProblemCause();
  const { name, type, lights } = channel;
  const { cause, code } = causeOf(lights);
  return t("one", { name, cause: wordsOf(type, code) ?? cause });
}

function causeOf(lights: Channel["lights"]): { cause: string; code: string } {
  const light = worstLight(lights);
  const code = light?.facts["code"];
  return {
    cause: light?.cause ?? "",
    code: typeof code === "string" ? code : "",
  };
}

/** A problem of a channel: another one is shown again. */
function keyOf({ channel }: Troubled): string {
  return `${channel.id} ${causeOf(channel.lights).code}`;
}

const KEY = "parley.banner";

/** The problems that were put away in this tab. */
function useHidden(): [string[], (keys: string[]) => void] {
  const [hidden, setHidden] = useState<string[]>(readHidden);
  return [
    hidden,
    (keys) => {
      const all = [...hidden, ...keys];
      setHidden(all);
      try {
        sessionStorage.setItem(KEY, JSON.stringify(all));
      } catch {
        // Without storage it is hidden until the page loads again.
      }
    },
  ];
}

function readHidden(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept)
      ? kept.filter((key): key is string => typeof key === "string")
      : [];
  } catch {
    return []; // on the server, or without storage
  }
}
