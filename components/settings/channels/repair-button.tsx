"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import type { LightKey } from "#contract/channels/health/lights.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Repairs at the vendor what a light shows, then checks every light again. */
export function RepairButton({
  channelId,
  light,
}: {
  channelId: string;
  light: LightKey;
}) {
  const t = useTranslations("settings.channels");
  const words = useErrorWords();
  const refresh = useRefresh("channels");
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      api<Channel>(`/channels/${channelId}/repair`, {
        method: "POST",
        body: { light },
      }),
    onSuccess: async ({ health, problems }) => {
      await refresh();
      if (health === "ok") toast.success(t("testOk"));
      else toast.warning(t("testFound", { count: problems.length }));
    },
    onError: (error) => toast.error(words(error)),
  });
  return (
    <Button
      size="sm"
      className="mt-2"
      busy={isPending}
      onClick={() => mutate()}
    >
      {t("repair")}
    </Button>
  );
}
