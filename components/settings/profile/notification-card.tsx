"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type {
  NotificationSettings,
  UpdateNotificationSettings,
} from "#contract/notifications/notification-settings.ts";
import type { NotificationKind } from "#contract/notifications/notification.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { DeviceCard } from "#components/settings/profile/device-card.tsx";
import { Card } from "#components/settings/section.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Switch } from "#components/ui/controls/switch.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const KEY = liveKey("notification-settings");
const WAYS = ["app", "push", "mail"] as const;
const WIDTH = "flex w-14 shrink-0 justify-center";

/** The agent's choice of notifications: by kind and place, and on which devices. */
export function NotificationCard() {
  const t = useTranslations("settings.notifications");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) =>
      api<NotificationSettings>("/me/notifications", { signal }),
  });
  const save = async (
    shown: NotificationSettings,
    body: UpdateNotificationSettings,
  ) => {
    // The pressed switch shows at once.
    queryClient.setQueryData<NotificationSettings>(KEY, shown);
    try {
      const saved = await api<NotificationSettings>("/me/notifications", {
        method: "PATCH",
        body,
      });
      // An answer that was under way meanwhile may have put the old choice back.
      await queryClient.cancelQueries({ queryKey: KEY });
      queryClient.setQueryData<NotificationSettings>(KEY, saved);
    } catch (error) {
      toast.error(words(error));
      await queryClient.invalidateQueries({ queryKey: KEY });
    }
  };
  if (!data) return null;
  const choose = (
    kind: NotificationKind,
    way: (typeof WAYS)[number],
    isOn: boolean,
  ) => {
    const ways = { ...data.kinds[kind], [way]: isOn };
    void save(
      { ...data, kinds: { ...data.kinds, [kind]: ways } },
      { kinds: { [kind]: { [way]: isOn } } },
    );
  };
  const set = (change: Omit<UpdateNotificationSettings, "kinds">) =>
    void save(
      { ...data, ...(change as Partial<NotificationSettings>) },
      change,
    );
  const kinds = Object.keys(data.kinds) as NotificationKind[];
  return (
    <div id="notifications">
      <DeviceCard />
      <Card title={t("title")} hint={t("hint")}>
        <p
          aria-hidden
          className="mt-2 flex justify-end text-xs font-medium text-muted-foreground"
        >
          {WAYS.map((way) => (
            <span key={way} className={WIDTH}>
              {t(way)}
            </span>
          ))}
        </p>
        <ul className="divide-y">
          {kinds.map((kind) => (
            <li key={kind} className="flex items-center py-2">
              <span className="min-w-0 flex-1 text-sm">
                {t(`kinds.${kind}`)}
              </span>
              {WAYS.map((way) => {
                const isOn = data.kinds[kind][way];
                // contract/notifications/notification-settings.ts: it cannot be turned off.
                const isFixed = way === "app" && kind === "channel_problem";
                return (
                  <span key={way} className={WIDTH}>
                    {isOn !== undefined && (
                      <Switch
                        aria-label={t(`${way}Of`, {
                          kind: t(`kinds.${kind}`),
                        })}
                        checked={isOn}
                        disabled={isFixed}
                        onCheckedChange={(next) => choose(kind, way, next)}
                      />
                    )}
                  </span>
                );
              })}
            </li>
          ))}
        </ul>
        <div className="mt-2 border-t pt-3">
          <Choice
            id="push-text"
            label={t("pushText")}
            hint={t("pushTextHint")}
            isOn={data.pushText}
            onTurn={(pushText) => set({ pushText })}
          />
          <Choice
            id="mail-text"
            label={t("mailText")}
            hint={t("mailTextHint")}
            isOn={data.mailText}
            onTurn={(mailText) => set({ mailText })}
          />
          <Choice
            id="push-quiet"
            label={t("quiet")}
            isOn={data.quietOffShift}
            onTurn={(quietOffShift) => set({ quietOffShift })}
          />
          <After
            id="mail-after"
            label={t("mailAfter")}
            hint={t("mailAfterHint")}
            minutes={data.mailAfterMinutes}
            choices={MAIL_AFTER_MINUTES}
            onChoose={(mailAfterMinutes) => set({ mailAfterMinutes })}
          />
          <After
            id="digest-after"
            label={t("digestAfter")}
            hint={t("digestAfterHint")}
            minutes={data.digestAfterHours * 60}
            choices={DIGEST_AFTER_MINUTES}
            onChoose={(minutes) => set({ digestAfterHours: minutes / 60 })}
          />
        </div>
      </Card>
    </div>
  );
}

const MAIL_AFTER_MINUTES = [5, 10, 30, 60, 240];
const DIGEST_AFTER_MINUTES = [2, 4, 8, 24].map((hours) => hours * 60);

function After({
  id,
  label,
  hint,
  minutes,
  choices,
  onChoose,
}: {
  id: string;
  label: string;
  hint: string;
  minutes: number;
  choices: readonly number[];
  onChoose: (minutes: number) => void;
}) {
  const t = useTranslations("settings.notifications");
  // A program may have chosen another one.
  const all = [...new Set([...choices, minutes])].sort((a, b) => a - b);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 py-1.5">
      <div className="min-w-48 flex-1">
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        <p className="text-xs text-muted-foreground">{hint}</p>
      </div>
      <Select
        id={id}
        className="w-36"
        value={String(minutes)}
        onValueChange={(value) => onChoose(Number(value))}
        groups={all.map((count) => ({
          value: String(count),
          label:
            count % 60 === 0
              ? t("hours", { count: count / 60 })
              : t("minutes", { count }),
        }))}
      />
    </div>
  );
}

function Choice({
  id,
  label,
  hint,
  isOn,
  onTurn,
}: {
  id: string;
  label: string;
  hint?: string;
  isOn: boolean;
  onTurn: (isOn: boolean) => void;
}) {
  return (
    <div className="flex items-center py-1.5">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {hint && <p className="text-xs text-muted-foreground">{hint}</p>}
      </div>
      <span className={WIDTH}>
        <Switch id={id} checked={isOn} onCheckedChange={onTurn} />
      </span>
    </div>
  );
}
