"use client";

import { useMutation } from "@tanstack/react-query";
import {
  Ellipsis,
  FlaskConical,
  FlaskConicalOff,
  Pause,
  Play,
  PlugZap,
  Unplug,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#components/page/toast.ts";
import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { api } from "#components/live/transport/api.ts";
import { hrefOf } from "#components/navigation/selection.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuTrigger,
} from "#components/ui/overlays/menu.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

export function ChannelActions({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels");
  const common = useTranslations("common");
  const words = useErrorWords();
  const router = useRouter();
  const refresh = useRefresh("channels");
  const [isLeaving, setLeaving] = useState(false);
  const path = `/channels/${channel.id}`;
  const onError = (error: unknown) => toast.error(words(error));

  const test = useMutation({
    mutationFn: () =>
      api<Channel>(`${path}/test`, { method: "POST", body: {} }),
    onSuccess: async ({ health, problems }) => {
      await refresh();
      if (health === "ok") toast.success(t("testOk"));
      else toast.warning(t("testFound", { count: problems.length }));
    },
    onError,
  });
  const sendTest = useMutation({
    mutationFn: () =>
      api<{ threadId: string }>(`${path}/test-message`, { method: "POST" }),
    onSuccess: ({ threadId }) =>
      toast.success(t("testSent"), {
        action: {
          label: t("openTest"),
          onClick: () => router.push(hrefOf(threadId)),
        },
      }),
    onError,
  });
  const deleteTests = useMutation({
    mutationFn: () => api(`${path}/test-data`, { method: "DELETE" }),
    onSuccess: () => toast.success(t("testsDeleted")),
    onError,
  });
  const pause = useMutation({
    mutationFn: () =>
      api<Channel>(path, {
        method: "PATCH",
        body: { enabled: !channel.enabled },
      }),
    onSuccess: refresh,
    onError,
  });
  const disconnect = async () => {
    try {
      await api(path, { method: "DELETE" });
      await refresh();
      router.push("/settings/channels");
    } catch (error) {
      onError(error);
    }
  };
  const own = `${channel.type}.disconnectText` as "api.disconnectText";
  return (
    <div className="flex gap-2">
      {kindOf(channel.type).checks && (
        <Button busy={test.isPending} onClick={() => test.mutate()}>
          <PlugZap />
          {t("test")}
        </Button>
      )}
      <Menu>
        <MenuTrigger asChild>
          <IconButton label={common("more")}>
            <Ellipsis />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="end">
          {kindOf(channel.type).testMessages && (
            <>
              <MenuItem onSelect={() => sendTest.mutate()}>
                <FlaskConical />
                {t("sendTest")}
              </MenuItem>
              <MenuItem onSelect={() => deleteTests.mutate()}>
                <FlaskConicalOff />
                {t("deleteTests")}
              </MenuItem>
            </>
          )}
          <MenuItem onSelect={() => pause.mutate()}>
            {channel.enabled ? <Pause /> : <Play />}
            {channel.enabled ? t("pause") : t("resume")}
          </MenuItem>
          <MenuItem danger onSelect={() => setLeaving(true)}>
            <Unplug />
            {t("disconnect")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <ConfirmDialog
        open={isLeaving}
        onOpenChange={setLeaving}
        title={t("disconnectTitle", { name: channel.name })}
        description={t(t.has(own) ? own : "disconnectText")}
        action={t("disconnect")}
        onConfirm={disconnect}
      />
    </div>
  );
}
