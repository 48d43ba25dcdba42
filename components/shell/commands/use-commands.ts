"use client";

import { useTranslations } from "next-intl";
import {
  CONSOLE_PAGES,
  mayOpen,
  type ConsolePage,
} from "#contract/live/console-pages.ts";
import { PRIORITIES } from "#contract/threads/priority-levels.ts";
import { isTeammate } from "#contract/people/roles.ts";
import {
  getCurrentThread,
  type CurrentThread,
} from "#components/thread/current-thread.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { chooseView, viewsOf } from "#components/navigation/views.ts";
import { macroAction } from "#components/live/stores/key-actions.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  useAgents,
  useMacros,
  useQueues,
} from "#components/live/queries/use-directory.ts";
import { useSavedViews } from "#components/live/queries/use-views.ts";
import { toast } from "#components/page/toast.ts";
import { copyLink } from "#components/thread/copy-link.ts";
import { useGo } from "#components/navigation/use-go.ts";
import type { PaletteGroup, PaletteItem } from "./palette-item.ts";
import { useKeysOf } from "./use-keys-of.ts";
import { useLookItems, useStatusItems } from "./use-own-items.ts";

type SettingsPage = Extract<ConsolePage, `settings/${string}`>;
type SettingsPlace = SettingsPage extends `settings/${infer Place}`
  ? Place
  : never;

const SETTINGS_PLACES = (Object.keys(CONSOLE_PAGES) as ConsolePage[])
  .filter((page): page is SettingsPage => page.startsWith("settings/"))
  .map((page) => page.slice("settings/".length) as SettingsPlace);

/** The commands that are possible now. */
export function useCommands({
  onShowKeys,
}: {
  onShowKeys: () => void;
}): PaletteGroup[] {
  const current = getCurrentThread();
  return [
    { name: "thread", items: useThreadItems(current) },
    { name: "macros", items: useMacroItems(current) },
    { name: "transfer", items: useTransferItems(current) },
    { name: "go", items: useGoItems() },
    { name: "status", items: useStatusItems() },
    { name: "look", items: useLookItems(onShowKeys) },
  ];
}

function useThreadItems(current: CurrentThread | null): PaletteItem[] {
  const t = useTranslations("actions");
  const keys = useTranslations("keys");
  const trace = useTranslations("trace");
  const labels = useTranslations("labels");
  const people = useTranslations("people");
  const levels = useTranslations("priority");
  const macros = useTranslations("macros");
  const customer = useTranslations("customer");
  const blocks = useTranslations("customer.actions");
  const transcript = useTranslations("transcript");
  const { role } = useMe();
  const go = useGo();
  const keysOf = useKeysOf();
  if (!current) return [];
  const { thread, can, run, transfer, openSnooze, showTrace, write } = current;
  const copyItem = (number: number): PaletteItem => ({
    id: "copy-link",
    label: t("copyLink", { number }),
    act: () => void copyLink(number).then(() => toast(t("linkCopied"))),
  });
  const items: (PaletteItem | false)[] = [
    can.take && {
      id: "take",
      label: t("take"),
      ...keysOf("take"),
      act: () => run("take"),
    },
    can.takeOver && {
      id: "take-over",
      label: t("takeOver"),
      act: () => run("takeOver"),
    },
    can.close && {
      id: "done",
      label: t("done"),
      ...keysOf("done"),
      act: () => run("close"),
    },
    can.reopen && {
      id: "reopen",
      label: t(thread.status === "snoozed" ? "wake" : "reopen"),
      act: () => run("reopen"),
    },
    can.transfer && {
      id: "transfer",
      label: `${t("transfer")}…`,
      ...keysOf("transfer"),
      act: () => transfer(),
    },
    can.snooze && {
      id: "snooze",
      label: `${keys("snooze")}…`,
      ...keysOf("snooze"),
      act: openSnooze,
    },
    can.noReply && {
      id: "no-reply",
      label: t("noReply"),
      ...keysOf("noReply"),
      act: () => run("noReply"),
    },
    can.unread && {
      id: "unread",
      label: t("unread"),
      ...keysOf("unread"),
      act: () => run("unread"),
    },
    can.archive && {
      id: "archive",
      label: t("archive"),
      ...keysOf("archive"),
      act: () => run("archive"),
    },
    can.unarchive && {
      id: "unarchive",
      label: t("unarchive"),
      ...keysOf("archive"),
      act: () => run("unarchive"),
    },
    can.release && {
      id: "release",
      label: t("release"),
      act: () => run("release"),
    },
    can.label && {
      id: "labels",
      label: `${labels("menu")}…`,
      ...keysOf("labels"),
      act: current.openLabels,
    },
    ...PRIORITIES.toReversed().map(
      (priority) =>
        can.prioritize &&
        priority !== thread.priority && {
          id: `priority-${priority}`,
          label: levels("set", { name: levels(`levels.${priority}`) }),
          ...keysOf("priority"),
          act: () => current.prioritize(priority),
        },
    ),
    can.macro && {
      id: "macros",
      label: `${macros("menu")}…`,
      ...keysOf("macros"),
      act: () => current.openMacros(),
    },
    can.invite && {
      id: "people",
      label: `${people("menu")}…`,
      ...keysOf("people"),
      act: current.openPeople,
    },
    can.leave && { id: "leave", label: people("leave"), act: current.leave },
    {
      id: "reply",
      label: keys("reply"),
      ...keysOf("reply"),
      act: () => write("message"),
    },
    {
      id: "note",
      label: keys("note"),
      ...keysOf("note"),
      act: () => write("note"),
    },
    mayOpen(role, "customers") && {
      id: "customer",
      label: customer("openPage"),
      act: () => go(`/customers/${thread.customer.id}`),
    },
    can.transcript && {
      id: "transcript",
      label: transcript("open"),
      act: () => window.open(`/transcript/${thread.id}`, "_blank", "noopener"),
    },
    thread.number !== null && copyItem(thread.number),
    can.trace && { id: "trace", label: trace("open"), act: showTrace },
    can.spam && { id: "spam", label: t("spam"), act: () => run("spam") },
    can.block && {
      id: "block",
      label: `${blocks("block")}…`,
      act: current.openBlock,
    },
    can.unblock && {
      id: "unblock",
      label: blocks("unblock"),
      act: current.unblock,
    },
    can.delete && {
      id: "delete",
      label: t("delete"),
      act: () => run("delete"),
    },
  ];
  return items.filter((item) => item !== false);
}

function useMacroItems(current: CurrentThread | null): PaletteItem[] {
  const t = useTranslations("macros");
  const macros = useMacros().data ?? [];
  const keysOf = useKeysOf();
  if (!current?.can.macro) return [];
  return macros.map(({ id, name }) => ({
    id: `macro-${id}`,
    label: name,
    detail: t("one"),
    ...keysOf(macroAction(id)),
    act: () => current.openMacros(id),
  }));
}

function useTransferItems(current: CurrentThread | null): PaletteItem[] {
  const t = useTranslations("transfer");
  const presences = useTranslations("userMenu.presences");
  const me = useMe();
  const agents = useAgents().data ?? [];
  const queues = useQueues().data ?? [];
  if (!current?.can.transfer) return [];
  const { transfer, thread } = current;
  return [
    ...queues.map(({ id, name, memberIds }) => ({
      id: `queue-${id}`,
      label: name,
      detail: t("queue", { count: memberIds.length }),
      act: () => transfer({ type: "queue", id }),
    })),
    ...agents
      .filter(
        ({ id, disabled, role, presence }) =>
          !disabled &&
          isTeammate(role) &&
          // The dialog lists all other agents with the reason why they cannot be chosen.
          (presence === "available" || presence === "transfer_only") &&
          id !== thread.owner?.id &&
          id !== me.id,
      )
      .map(({ id, name, presence }) => ({
        id: `agent-${id}`,
        label: name,
        detail: presences(presence),
        act: () => transfer({ type: "agent", id }),
      })),
  ];
}

function useGoItems(): PaletteItem[] {
  const t = useTranslations();
  const me = useMe();
  const go = useGo();
  const openThread = useOpenThread();
  const saved = useSavedViews().data ?? [];
  const show = (view: string) => {
    chooseView(view);
    openThread(null);
  };
  return [
    ...viewsOf(me.role).map((view) => ({
      id: `view-${view}`,
      label: t("palette.view", { name: t(`list.views.${view}`) }),
      act: () => show(view),
    })),
    ...saved.map(({ id, name }) => ({
      id: `view-${id}`,
      label: t("palette.view", { name }),
      act: () => show(id),
    })),
    ...(mayOpen(me.role, "customers")
      ? [
          {
            id: "customers",
            label: t("nav.customers"),
            act: () => go("/customers"),
          },
        ]
      : []),
    ...(mayOpen(me.role, "leads")
      ? [
          {
            id: "leads",
            label: t("nav.leads"),
            act: () => go("/leads"),
          },
        ]
      : []),
    ...(mayOpen(me.role, "board")
      ? [
          {
            id: "board",
            label: t("places.board"),
            act: () => go("/board"),
          },
        ]
      : []),
    ...(mayOpen(me.role, "reports")
      ? [
          {
            id: "reports",
            label: t("nav.reports"),
            act: () => go("/reports"),
          },
        ]
      : []),
    ...SETTINGS_PLACES.filter((place) =>
      mayOpen(me.role, `settings/${place}`),
    ).map((place) => ({
      id: `settings-${place}`,
      label: t("nav.settings"),
      detail: t(`places.${place}`),
      act: () => go(`/settings/${place}`),
    })),
  ];
}
