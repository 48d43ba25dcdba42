"use client";

import { BookmarkPlus, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { isOn } from "#contract/threads/filter-switch.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { languageName } from "#components/words/times.ts";
import { lazily } from "#components/page/lazily.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import {
  useAgents,
  useChannelNames,
  useLabels,
  useQueues,
} from "#components/live/queries/use-directory.ts";
import {
  chooseView,
  narrowView,
  type Narrowing,
  type OpenView,
} from "#components/navigation/views.ts";
import { Button } from "#components/ui/controls/button.tsx";

type Chip = { name: keyof Narrowing; text: string };

// Its schema is fetched when it is needed.
const ViewForm = lazily(() => import("#components/inbox/views/view-form.tsx"));

/** The filters that narrow the open view; each goes with a press, and all become a view. */
export default function NarrowingChips({ open }: { open: OpenView }) {
  const t = useTranslations("views");
  const { role } = useMe();
  const [isSaving, setSaving] = useState(false);
  const chips = useChips(open.narrowing);
  if (chips.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-1">
      {chips.map(({ name, text }) => (
        <button
          key={name}
          type="button"
          aria-label={t("removeFilter", { name: text })}
          onClick={() => narrowView({ [name]: undefined })}
          className="flex h-6 max-w-full min-w-0 items-center gap-1 rounded-full border bg-background ps-2.5 pe-1.5 text-xs hover:bg-accent touch:h-8 [&_svg]:size-3 [&_svg]:shrink-0 [&_svg]:text-muted-foreground"
        >
          <span className="bidi truncate">{text}</span>
          <X aria-hidden />
        </button>
      ))}
      {isTeammate(role) && (
        <Button
          variant="ghost"
          size="sm"
          className="h-6 px-1.5 text-xs touch:h-8"
          onClick={() => setSaving(true)}
        >
          <BookmarkPlus />
          {t("save")}
        </Button>
      )}
      {isSaving && (
        <Suspense>
          <ViewForm
            view={null}
            filter={{ ...open.filter, sort: open.sort }}
            onClose={() => setSaving(false)}
            onSaved={({ id }) => {
              setSaving(false);
              chooseView(id);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

function useChips(narrowing: Narrowing): Chip[] {
  const locale = useLocale();
  const t = useTranslations("views.filters");
  const priorities = useTranslations("priority.levels");
  const channels = useChannelNames().data;
  const queues = useQueues().data;
  const agents = useAgents().data;
  const labels = useLabels().data;
  const stages = useCustomerStages().data;
  const nameIn = (
    list: readonly { id: string; name: string }[] | undefined,
    id: string,
  ) => list?.find((each) => each.id === id)?.name ?? "…";
  const {
    unread,
    waiting,
    priority,
    channel,
    queue,
    owner,
    label,
    language,
    stage,
  } = narrowing;
  const chips: (Chip | false | undefined)[] = [
    isOn(unread) === true && { name: "unread", text: t("unread") },
    isOn(waiting) === true && { name: "waiting", text: t("waiting") },
    priority && { name: "priority", text: priorities(priority) },
    channel !== undefined && {
      name: "channel",
      text: nameIn(channels, channel),
    },
    queue !== undefined && {
      name: "queue",
      text: queue === "mine" ? t("myQueues") : nameIn(queues, queue),
    },
    owner !== undefined && {
      name: "owner",
      text:
        owner === "me"
          ? t("me")
          : owner === "none"
            ? t("nobody")
            : nameIn(agents, owner),
    },
    label !== undefined && { name: "label", text: nameIn(labels, label) },
    language !== undefined && {
      name: "language",
      text: languageName(locale, language),
    },
    stage !== undefined && { name: "stage", text: nameIn(stages, stage) },
  ];
  return chips.filter((chip) => !!chip);
}
