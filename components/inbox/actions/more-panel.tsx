"use client";

import {
  Archive,
  ArchiveRestore,
  ArrowLeftRight,
  Ban,
  BellOff,
  Check,
  Clock,
  FileText,
  Flag,
  Link2,
  Mail,
  ShieldAlert,
  ShieldOff,
  Tag,
  Trash2,
  Undo2,
  UserMinus,
  UserPlus,
  Waypoints,
  Zap,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { Priority } from "#contract/threads/priority-levels.ts";
import { PriorityItems } from "#components/inbox/actions/priority-items.tsx";
import type { Abilities } from "#components/thread/rights/abilities.ts";
import { MenuKeys } from "#components/inbox/actions/menu-keys.tsx";
import { SnoozeItems } from "#components/inbox/actions/snooze-items.tsx";
import { toast } from "#components/page/toast.ts";
import type { RunCommand } from "#components/thread/current-thread.ts";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import {
  MenuItem,
  MenuSeparator,
  MenuSub,
  OpenMenu,
} from "#components/ui/overlays/menu.tsx";
import { copyLink } from "#components/thread/copy-link.ts";

/** The thread's less common commands, and those for which a small screen has no button. */
export default function MorePanel({
  threadId,
  number,
  can,
  isCrowded,
  onRun,
  onSnoozeOther,
  onTransfer,
  priority,
  onPrioritize,
  onLabels,
  onPeople,
  onLeave,
  onTrace,
  onMacros,
  onBlock,
  onUnblock,
  ...floating
}: FloatingProps & {
  threadId: string;
  number: number | null;
  can: Abilities;
  /** A phone has no room for "Done" beside the name. */
  isCrowded: boolean;
  onRun: RunCommand;
  onSnoozeOther: () => void;
  onTransfer: () => void;
  priority: Priority;
  onPrioritize: (priority: Priority) => void;
  onLabels: () => void;
  onPeople: () => void;
  onLeave: () => void;
  onTrace: () => void;
  onMacros: () => void;
  onBlock: () => void;
  onUnblock: () => void;
}) {
  const t = useTranslations("actions");
  const labels = useTranslations("labels");
  const people = useTranslations("people");
  const trace = useTranslations("trace");
  const transcript = useTranslations("transcript");
  const levels = useTranslations("priority");
  const macros = useTranslations("macros");
  const customer = useTranslations("customer.actions");
  return (
    <OpenMenu {...floating} align="end">
      {can.transfer && (
        <MenuItem className="lg:hidden" onSelect={onTransfer}>
          <ArrowLeftRight />
          {`${t("transfer")}…`}
          <MenuKeys of="transfer" />
        </MenuItem>
      )}
      {can.close && isCrowded && (
        <MenuItem className="lg:hidden" onSelect={() => onRun("close")}>
          <Check />
          {t("done")}
          <MenuKeys of="done" />
        </MenuItem>
      )}
      {can.release && (
        <MenuItem onSelect={() => onRun("release")}>
          <Undo2 />
          {t("release")}
        </MenuItem>
      )}
      {can.noReply && (
        <MenuItem onSelect={() => onRun("noReply")}>
          <BellOff />
          {t("noReply")}
          <MenuKeys of="noReply" />
        </MenuItem>
      )}
      {can.unread && (
        <MenuItem onSelect={() => onRun("unread")}>
          <Mail />
          {t("unread")}
          <MenuKeys of="unread" />
        </MenuItem>
      )}
      {can.archive && (
        <MenuItem onSelect={() => onRun("archive")}>
          <Archive />
          {t("archive")}
          <MenuKeys of="archive" />
        </MenuItem>
      )}
      {can.unarchive && (
        <MenuItem onSelect={() => onRun("unarchive")}>
          <ArchiveRestore />
          {t("unarchive")}
          <MenuKeys of="archive" />
        </MenuItem>
      )}
      {can.snooze && (
        <>
          <MenuSeparator className="first:hidden" />
          <SnoozeItems
            icon={<Clock />}
            onSnooze={(until) => onRun("snooze", { until, wakesOnReply: true })}
            onOther={onSnoozeOther}
          />
        </>
      )}
      <MenuSeparator className="first:hidden" />
      {can.prioritize && (
        <div className="lg:hidden">
          <MenuSub icon={<Flag />} label={levels("label")}>
            <PriorityItems priority={priority} onChoose={onPrioritize} />
          </MenuSub>
        </div>
      )}
      {can.macro && (
        <MenuItem onSelect={() => onMacros()}>
          <Zap />
          {`${macros("menu")}…`}
          <MenuKeys of="macros" />
        </MenuItem>
      )}
      {can.label && (
        <MenuItem onSelect={onLabels}>
          <Tag />
          {`${labels("menu")}…`}
          <MenuKeys of="labels" />
        </MenuItem>
      )}
      {can.invite && (
        <MenuItem onSelect={onPeople}>
          <UserPlus />
          {`${people("menu")}…`}
          <MenuKeys of="people" />
        </MenuItem>
      )}
      {can.leave && (
        <MenuItem onSelect={onLeave}>
          <UserMinus />
          {people("leave")}
        </MenuItem>
      )}
      {can.transcript && (
        <MenuItem asChild>
          <a href={`/transcript/${threadId}`} target="_blank" rel="noopener">
            <FileText />
            {transcript("open")}
          </a>
        </MenuItem>
      )}
      {number !== null && (
        <MenuItem
          onSelect={() =>
            void copyLink(number).then(() => toast(t("linkCopied")))
          }
        >
          <Link2 />
          {t("copyLink", { number })}
        </MenuItem>
      )}
      {can.trace && (
        <MenuItem onSelect={onTrace}>
          <Waypoints />
          {trace("open")}
        </MenuItem>
      )}
      {(can.spam || can.block || can.unblock || can.delete) && (
        <MenuSeparator />
      )}
      {can.spam && (
        <MenuItem onSelect={() => onRun("spam")}>
          <ShieldAlert />
          {t("spam")}
        </MenuItem>
      )}
      {can.block && (
        <MenuItem onSelect={onBlock}>
          <Ban />
          {`${customer("block")}…`}
        </MenuItem>
      )}
      {can.unblock && (
        <MenuItem onSelect={onUnblock}>
          <ShieldOff />
          {customer("unblock")}
        </MenuItem>
      )}
      {can.delete && (
        <MenuItem danger onSelect={() => onRun("delete")}>
          <Trash2 />
          {t("delete")}
        </MenuItem>
      )}
    </OpenMenu>
  );
}
