"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell, BellOff, CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { PushSubscriptions } from "#contract/notifications/push.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { getPreferences } from "#components/live/stores/preferences.ts";
import { testSound } from "#components/page/tones.ts";
import { toast } from "#components/page/toast.ts";
import {
  BrokenPush,
  endpointHere,
  testMail,
  testPush,
  turnOffPush,
  turnOnPush,
} from "#components/settings/profile/device-push.ts";
import {
  DeviceList,
  type DeviceChange,
} from "#components/settings/profile/device-list.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const KEY = liveKey("push-subscriptions");

type Devices = PushSubscriptions & { here: string | null };
/** The answer of one link of the chain. */
type Result = { isBroken: boolean; text: string };

/** Push notifications on this device and the others, and a test that names the broken link. */
export function DeviceCard() {
  const t = useTranslations("settings.notifications");
  const queryClient = useQueryClient();
  const words = useErrorWords();
  const sound = useTranslations("sound");
  const [results, setResults] = useState<readonly Result[]>([]);
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<Devices> => {
      const held = await api<PushSubscriptions>("/me/push-subscriptions", {
        signal,
      });
      return { ...held, here: await endpointHere() };
    },
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: KEY });
  const resultOf = (error: Error): Result => ({
    isBroken: true,
    text:
      error instanceof BrokenPush
        ? t(`links.${error.link}`, { detail: error.message })
        : words(error),
  });
  const own = data?.items.find(({ endpoint }) => endpoint === data.here);
  const turn = useMutation({
    mutationFn: async (isOn: boolean) => {
      setResults([]);
      if (isOn) return void (await turnOnPush());
      if (own)
        await api(`/me/push-subscriptions/${own.id}`, { method: "DELETE" });
      await turnOffPush();
    },
    onError: (error) => setResults([resultOf(error)]),
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: async () => {
      setResults([]);
      const add = (result: Result) => setResults((held) => [...held, result]);
      const hasSound = await testSound(getPreferences().volume);
      add({
        isBroken: !hasSound,
        text: hasSound ? t("soundWorks") : sound("silent"),
      });
      await testPush().then(
        () => add({ isBroken: false, text: t("works") }),
        (error: Error) => add(resultOf(error)),
      );
      await testMail().then(
        ({ outcome, detail }) =>
          add({
            isBroken: outcome !== "accepted",
            text:
              outcome === "accepted"
                ? t("mailWorks")
                : outcome === "no_server"
                  ? t("mailNone")
                  : t("mailRefused", { detail: detail ?? "" }),
          }),
        (error: Error) => add(resultOf(error)),
      );
    },
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) =>
      api(`/me/push-subscriptions/${id}`, { method: "DELETE" }),
    onError: (error) => toast.error(words(error)),
    onSettled: refresh,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: DeviceChange) =>
      api(`/me/push-subscriptions/${id}`, { method: "PATCH", body }),
    // The choice shows at once.
    onMutate: ({ id, ...chosen }) =>
      queryClient.setQueryData<Devices>(
        KEY,
        (held) =>
          held && {
            ...held,
            items: held.items.map((one) =>
              one.id === id ? { ...one, ...withoutGaps(chosen) } : one,
            ),
          },
      ),
    onError: (error) => toast.error(words(error)),
    onSettled: refresh,
  });
  if (!data) return null;
  const isBusy = turn.isPending || test.isPending;
  return (
    <Card title={t("device")} hint={t("deviceHint")}>
      <div className="flex flex-wrap gap-2">
        <Button
          variant={own ? "outline" : "primary"}
          busy={turn.isPending}
          disabled={isBusy}
          onClick={() => turn.mutate(!own)}
        >
          {own ? <BellOff aria-hidden /> : <Bell aria-hidden />}
          {own ? t("turnOff") : t("turnOn")}
        </Button>
        <Button
          busy={test.isPending}
          disabled={isBusy}
          onClick={() => test.mutate()}
        >
          {t("test")}
        </Button>
      </div>
      <div role="status" className="mt-3 space-y-1.5 text-sm empty:hidden">
        {results.map(({ isBroken, text }) => (
          <p key={text} className="flex items-start gap-2">
            {isBroken ? (
              <CircleAlert
                aria-hidden
                className="mt-0.5 size-4 shrink-0 text-destructive"
              />
            ) : (
              <CircleCheck
                aria-hidden
                className="mt-0.5 size-4 shrink-0 text-success"
              />
            )}
            <span className="min-w-0 break-words">{text}</span>
          </p>
        ))}
        {test.isPending && <p>{t("testing")}</p>}
      </div>
      {data.items.length > 0 && (
        <DeviceList
          items={data.items}
          here={data.here}
          onChange={change.mutate}
          onRemove={(id) => remove.mutate(id)}
        />
      )}
    </Card>
  );
}

function withoutGaps({ wants, mutedUntil }: Omit<DeviceChange, "id">) {
  return {
    ...(wants === undefined ? {} : { wants }),
    ...(mutedUntil === undefined ? {} : { mutedUntil }),
  };
}
