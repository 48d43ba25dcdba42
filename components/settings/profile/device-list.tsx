"use client";

import { Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import {
  DEVICE_WANTS,
  type DeviceWants,
  type PushSubscriptionRecord,
  type UpdatePushSubscription,
} from "#contract/notifications/push.ts";
import { useNow } from "#components/page/use-now.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useListTime } from "#components/words/use-times.ts";

export type DeviceChange = UpdatePushSubscription & { id: string };

type Acts = {
  onChange: (change: DeviceChange) => void;
  onRemove: (id: string) => void;
};

/** The person’s devices, each with what it gets. This one is turned off by its own button. */
export function DeviceList({
  items,
  here,
  ...acts
}: {
  items: PushSubscriptionRecord[];
  /** The endpoint of this device; null: it gets nothing. */
  here: string | null;
} & Acts) {
  const t = useTranslations("settings.notifications");
  return (
    <>
      <ul aria-label={t("others")} className="mt-4 divide-y border-y">
        {items.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            isHere={device.endpoint === here}
            {...acts}
          />
        ))}
      </ul>
      <p className="mt-2 text-xs text-muted-foreground">{t("wantsHint")}</p>
    </>
  );
}

function DeviceRow({
  device,
  isHere,
  onChange,
  onRemove,
}: { device: PushSubscriptionRecord; isHere: boolean } & Acts) {
  const t = useTranslations("settings.notifications");
  const time = useListTime();
  const { id, browser, system, lastAcceptedAt, error } = device;
  const name =
    browser !== null && system !== null
      ? t("deviceName", { browser, system })
      : (browser ?? system ?? t("unknownDevice"));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2 text-sm">
      <span className="min-w-40 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate">{name}</span>
          {isHere && <Badge tone="primary">{t("device")}</Badge>}
        </span>
        <span className="block text-xs text-muted-foreground">
          {error ??
            (lastAcceptedAt
              ? t("last", { at: time(lastAcceptedAt) })
              : t("never"))}
        </span>
      </span>
      <Wants device={device} name={name} onChange={onChange} />
      {/* Keeps the choices of all rows below each other. */}
      <span className="w-9">
        {!isHere && (
          <IconButton
            label={t("remove", { device: name })}
            onClick={() => onRemove(id)}
          >
            <Trash2 />
          </IconButton>
        )}
      </span>
    </li>
  );
}

const HOUR_MS = 3_600_000;
const PAUSES = ["hour", "morning", "week"] as const;
type Pause = (typeof PAUSES)[number];
const MUTED = "muted";

function Wants({
  device: { id, wants, mutedUntil },
  name,
  onChange,
}: {
  device: PushSubscriptionRecord;
  name: string;
  onChange: Acts["onChange"];
}) {
  const t = useTranslations("settings.notifications");
  const locale = useLocale();
  const now = useNow();
  const isMuted = mutedUntil !== null && Date.parse(mutedUntil) > now;
  const choose = (value: string) => {
    const pause = PAUSES.find((one) => one === value);
    if (pause) onChange({ id, mutedUntil: endOf(pause).toISOString() });
    else if (value !== MUTED)
      onChange({ id, wants: value as DeviceWants, mutedUntil: null });
  };
  return (
    <Select
      aria-label={t("wantsOf", { device: name })}
      className="w-56 max-sm:w-auto max-sm:min-w-44 max-sm:flex-1"
      value={isMuted ? MUTED : wants}
      onValueChange={choose}
      groups={[
        ...DEVICE_WANTS.map((value) => ({
          value,
          label: t(`wants.${value}`),
        })),
        {
          label: t("pause"),
          options: [
            ...(isMuted
              ? [
                  {
                    value: MUTED,
                    label: t("muted", { at: dateAndTime(locale, mutedUntil) }),
                  },
                ]
              : []),
            ...PAUSES.map((value) => ({ value, label: t(`pauses.${value}`) })),
          ],
        },
      ]}
    />
  );
}

/** In this browser’s time zone. */
function endOf(pause: Pause): Date {
  const end = new Date();
  if (pause === "hour") return new Date(end.getTime() + HOUR_MS);
  if (pause === "week") return new Date(end.getTime() + 7 * 24 * HOUR_MS);
  end.setDate(end.getDate() + 1);
  end.setHours(8, 0, 0, 0);
  return end;
}
