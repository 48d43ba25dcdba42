"use client";

import { Eye } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { leaveConsole } from "#components/live/actions/leave-console.ts";
import { api } from "#components/live/transport/api.ts";
import { serverNow } from "#components/page/server-clock.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { clockTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const HOME = "/settings/people";

/** A bar with the name of the agent whose console a teammate sees, the time when that ends, and a button that ends it. */
export default function SeeAsBar() {
  const t = useTranslations("seeAs");
  const locale = useLocale();
  const words = useErrorWords();
  const { name, seenBy } = useMe();
  const [isLeaving, setLeaving] = useState(false);
  const until = seenBy?.until;
  useEffect(() => {
    if (until === undefined) return;
    // The page is the other person's until it is loaded again.
    const timer = setTimeout(
      () => window.location.assign(HOME),
      Date.parse(until) - serverNow(),
    );
    return () => clearTimeout(timer);
  }, [until]);
  if (until === undefined) return null;
  const leave = async () => {
    setLeaving(true);
    try {
      await leaveConsole(() => api("/me/see-as", { method: "DELETE" }), HOME);
    } catch (error) {
      toast.error(words(error));
      setLeaving(false);
    }
  };
  return (
    <div
      role="status"
      className="flex shrink-0 items-center gap-2 border-b bg-primary px-3 py-1.5 text-sm text-primary-foreground md:px-4"
    >
      <Eye aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1">
        {t("bar", { name, time: clockTime(locale, until) })}
      </p>
      <Button
        size="sm"
        className="text-foreground"
        busy={isLeaving}
        onClick={() => void leave()}
      >
        {t("leave")}
      </Button>
    </div>
  );
}
