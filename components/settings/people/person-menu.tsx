"use client";

import { Eye, KeyRound, Mail, UserX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { MenuItem, OpenMenu } from "#components/ui/overlays/menu.tsx";

export type PersonActs = {
  /** Null: the actor may not see the console as the agent. */
  onSeeAs: (() => void) | null;
  onInvite: () => void;
  /** Null: the actor may not end the agent's sessions and tokens. */
  onAccess: (() => void) | null;
  onDisable: () => void;
};

/** The menu of another person in the list. */
export default function PersonMenu({
  name,
  onSeeAs,
  onInvite,
  onAccess,
  onDisable,
  ...floating
}: FloatingProps & PersonActs & { name: string }) {
  const t = useTranslations("settings.people");
  return (
    <OpenMenu {...floating} align="end">
      {onSeeAs && (
        <MenuItem onSelect={onSeeAs}>
          <Eye />
          {t("seeAsWho", { name })}
        </MenuItem>
      )}
      <MenuItem onSelect={onInvite}>
        <Mail />
        {t("inviteWho", { name })}
      </MenuItem>
      {onAccess && (
        <MenuItem onSelect={onAccess}>
          <KeyRound />
          {t("accessWho", { name })}
        </MenuItem>
      )}
      <MenuItem danger onSelect={onDisable}>
        <UserX />
        {t("disableWho", { name })}
      </MenuItem>
    </OpenMenu>
  );
}
