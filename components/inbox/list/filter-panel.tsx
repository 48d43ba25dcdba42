"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  PRIORITIES,
  type Priority,
} from "#contract/threads/priority-levels.ts";
import { isOn } from "#contract/threads/filter-switch.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { maySortByUnread } from "#contract/threads/unread-first.ts";
import type { ListSort } from "#contract/live/thread-list.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  narrowView,
  sortView,
  type Narrowing,
  type OpenView,
} from "#components/navigation/views.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";
import { useCustomerLanguages } from "#components/live/queries/use-customer-languages.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import {
  useAgents,
  useChannelNames,
  useLabels,
  useQueues,
} from "#components/live/queries/use-directory.ts";
import { languageName } from "#components/words/times.ts";
import { PriorityIcon } from "#components/thread/priority-icon.tsx";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import {
  MenuCheckboxItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuSub,
  OpenMenu,
} from "#components/ui/overlays/menu.tsx";

const SORTS: readonly ListSort[] = [
  "newest",
  "unread",
  "waiting",
  "target",
  "oldest",
];

type Option = { id: string; name: string; icon?: ReactNode };

/** Narrows the open view and chooses its order. */
export default function FilterPanel({
  open,
  ...floating
}: FloatingProps & { open: OpenView }) {
  const t = useTranslations("list");
  const filters = useTranslations("views.filters");
  const priorities = useTranslations("priority.levels");
  const me = useMe();
  const { base, filter } = open;
  // A filter of the view itself cannot be removed.
  const isFree = (name: keyof Narrowing) => base[name] === undefined;
  const channels = useChannelNames().data ?? [];
  const queues = useQueues().data ?? [];
  const hasTarget = queues.some(({ replyTarget }) => replyTarget !== null);
  const sorts = SORTS.filter(
    (sort) =>
      sort === open.sort ||
      ((sort !== "target" || hasTarget) &&
        (sort !== "unread" || maySortByUnread(filter))),
  );
  // Labels of other departments are not offered. A saved view or link can hold one.
  const labels = (useLabels().data ?? []).filter(
    ({ id, offered }) => offered || id === filter.label,
  );
  const locale = useLocale();
  const languages = useCustomerLanguages().data ?? [];
  const stages = useCustomerStages().data ?? [];
  const agents = (useAgents().data ?? []).filter(
    ({ id, disabled, role }) => !disabled && isTeammate(role) && id !== me.id,
  );
  return (
    <OpenMenu {...floating} align="end" className="min-w-56">
      <MenuLabel>{t("show")}</MenuLabel>
      {isFree("unread") && (
        <MenuCheckboxItem
          checked={isOn(filter.unread) === true}
          onCheckedChange={(on) =>
            narrowView({ unread: on ? true : undefined })
          }
        >
          {filters("unread")}
        </MenuCheckboxItem>
      )}
      {isFree("waiting") && base.status !== "waiting_on_us" && (
        <MenuCheckboxItem
          checked={isOn(filter.waiting) === true}
          onCheckedChange={(on) =>
            narrowView({ waiting: on ? true : undefined })
          }
        >
          {filters("waiting")}
        </MenuCheckboxItem>
      )}
      {isFree("priority") && (
        <Choices
          label={filters("priority")}
          value={filter.priority}
          options={PRIORITIES.toReversed().map((priority) => ({
            id: priority,
            name: priorities(priority),
            icon: <PriorityIcon priority={priority} />,
          }))}
          onChoose={(priority) =>
            narrowView({ priority: priority as Priority | undefined })
          }
        />
      )}
      {isFree("channel") && channels.length > 1 && (
        <Choices
          label={filters("channel")}
          value={filter.channel}
          options={channels}
          onChoose={(channel) => narrowView({ channel })}
        />
      )}
      {isFree("queue") && queues.length > 0 && (
        <Choices
          label={filters("queue")}
          value={filter.queue}
          options={[{ id: "mine", name: filters("myQueues") }, ...queues]}
          onChoose={(queue) => narrowView({ queue })}
        />
      )}
      {isFree("owner") && (
        <Choices
          label={filters("owner")}
          value={filter.owner}
          options={[
            { id: "me", name: filters("me") },
            { id: "none", name: filters("nobody") },
            ...agents,
          ]}
          onChoose={(owner) => narrowView({ owner })}
        />
      )}
      {isFree("label") && labels.length > 0 && (
        <Choices
          label={t("label")}
          value={filter.label}
          options={labels.map(({ id, name, color }) => ({
            id,
            name,
            icon: <LabelDot color={color} />,
          }))}
          onChoose={(label) => narrowView({ label })}
        />
      )}
      {isFree("language") && languages.length > 1 && (
        <Choices
          label={filters("language")}
          value={filter.language}
          options={languages.map((tag) => ({
            id: tag,
            name: languageName(locale, tag),
          }))}
          onChoose={(language) => narrowView({ language })}
        />
      )}
      {isFree("stage") && stages.length > 0 && (
        <Choices
          label={filters("stage")}
          value={filter.stage}
          options={stages.map(({ id, name, color }) => ({
            id,
            name,
            icon: <LabelDot color={color} />,
          }))}
          onChoose={(stage) => narrowView({ stage })}
        />
      )}
      <MenuSeparator />
      <MenuLabel>{t("sort")}</MenuLabel>
      <MenuRadioGroup
        value={open.sort}
        onValueChange={(sort) => sortView(open, sort as ListSort)}
      >
        {sorts.map((sort) => (
          <MenuRadioItem key={sort} value={sort}>
            {t(`sorts.${sort}`)}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </OpenMenu>
  );
}

const ANY = "any";

function Choices({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: string | undefined;
  options: readonly Option[];
  onChoose: (id: string | undefined) => void;
}) {
  const t = useTranslations("list");
  const chosen = options.find(({ id }) => id === value);
  return (
    <MenuSub label={label} {...(chosen ? { value: chosen.name } : {})}>
      <MenuRadioGroup
        value={value ?? ANY}
        onValueChange={(id) => onChoose(id === ANY ? undefined : id)}
      >
        <MenuRadioItem value={ANY}>{t("anyLabel")}</MenuRadioItem>
        {options.map(({ id, name, icon }) => (
          <MenuRadioItem key={id} value={id}>
            {icon}
            <span className="bidi max-w-48 truncate">{name}</span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </MenuSub>
  );
}
