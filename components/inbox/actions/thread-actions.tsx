"use client";

import {
  ArrowLeftRight,
  Check,
  Clock,
  Ellipsis,
  Hand,
  RotateCcw,
  Undo2,
} from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Thread } from "#contract/shapes.ts";
import { abilitiesOf } from "#components/inbox/actions/abilities.ts";
import { SnoozeItems } from "#components/inbox/actions/snooze-items.tsx";
import { useThreadCommands } from "#components/inbox/actions/use-thread-commands.ts";
import { useMe } from "#components/live/live-context.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from "#components/ui/menu.tsx";

const TransferDialog = dynamic(
  () => import("#components/inbox/actions/transfer-dialog.tsx"),
  { ssr: false },
);

/** The one or two things done most stand as buttons, the rest in the menu; on a phone, only the first. */
export function ThreadActions({ thread }: { thread: Thread }) {
  const t = useTranslations("actions");
  const me = useMe();
  const can = abilitiesOf(thread, me);
  const { run, busy } = useThreadCommands(thread);
  const [isTransferring, setTransferring] = useState(false);
  if (me.role === "reviewer") return null;
  return (
    <div className="flex shrink-0 items-center gap-1.5">
      {can.take && (
        <Button
          variant="primary"
          busy={busy === "take"}
          onClick={() => run("take")}
        >
          <Hand />
          {t("take")}
        </Button>
      )}
      {can.takeOver && (
        <Button busy={busy === "takeOver"} onClick={() => run("takeOver")}>
          <Hand />
          {t("takeOver")}
        </Button>
      )}
      {can.transfer && (
        <Button className="max-lg:hidden" onClick={() => setTransferring(true)}>
          <ArrowLeftRight />
          {t("transfer")}
        </Button>
      )}
      {can.close && (
        <Button
          // A phone has room for one button beside the name.
          className={cn((can.take || can.takeOver) && "max-md:hidden")}
          busy={busy === "close"}
          onClick={() => run("close")}
        >
          <Check />
          {t("done")}
        </Button>
      )}
      {can.reopen && (
        <Button busy={busy === "reopen"} onClick={() => run("reopen")}>
          <RotateCcw />
          {t("reopen")}
        </Button>
      )}
      {(can.release || can.snooze || can.transfer) && (
        <Menu>
          <MenuTrigger asChild>
            <IconButton label={t("more")}>
              <Ellipsis />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            {can.transfer && (
              <MenuItem
                className="lg:hidden"
                onSelect={() => setTransferring(true)}
              >
                <ArrowLeftRight />
                {t("transfer")}
              </MenuItem>
            )}
            {can.close && (can.take || can.takeOver) && (
              <MenuItem className="md:hidden" onSelect={() => run("close")}>
                <Check />
                {t("done")}
              </MenuItem>
            )}
            {can.release && (
              <MenuItem onSelect={() => run("release")}>
                <Undo2 />
                {t("release")}
              </MenuItem>
            )}
            {can.snooze && (
              <>
                <MenuSeparator />
                <SnoozeItems
                  icon={<Clock />}
                  onSnooze={(until) => run("snooze", until)}
                />
              </>
            )}
          </MenuContent>
        </Menu>
      )}
      {isTransferring && (
        <TransferDialog
          thread={thread}
          onClose={() => setTransferring(false)}
        />
      )}
    </div>
  );
}
