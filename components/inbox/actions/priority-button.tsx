"use client";

import { Flag } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Priority } from "#contract/threads/priority-levels.ts";
import { lazily } from "#components/page/lazily.ts";
import { PriorityIcon } from "#components/thread/priority-icon.tsx";
import { useShownKey } from "#components/live/stores/keymap.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";

const PriorityPanel = lazily(() => import("./priority-panel.tsx"));

/** The thread's priority, with a menu to change it. A phone has it in the menu of other commands. */
export function PriorityButton({
  priority,
  isOpen,
  onOpenChange,
  onChoose,
}: {
  priority: Priority;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onChoose: (priority: Priority) => void;
}) {
  const t = useTranslations("priority");
  const keys = useShownKey("priority");
  return (
    <FloatingButton
      kind="menu"
      preload={PriorityPanel.preload}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      button={
        <IconButton
          label={t("is", { name: t(`levels.${priority}`) })}
          keys={keys}
          className="max-lg:hidden"
        >
          {priority === "normal" ? (
            <Flag />
          ) : (
            <PriorityIcon priority={priority} />
          )}
        </IconButton>
      }
      panel={(floating) => (
        <PriorityPanel {...floating} priority={priority} onChoose={onChoose} />
      )}
    />
  );
}
