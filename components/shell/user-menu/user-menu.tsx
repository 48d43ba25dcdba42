"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { isTeammate } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useMyself } from "#components/live/queries/use-directory.ts";
import { PresenceDot } from "#components/presence/presence.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { lazily } from "#components/page/lazily.ts";
import { openMenuDialog, useMenuDialog } from "./menu-dialog.ts";

const Panel = lazily(() => import("./user-menu-panel.tsx"));
const StatusDialog = lazily(
  () => import("#components/presence/status-dialog.tsx"),
);
const SignOutDialog = lazily(() => import("./sign-out-dialog.tsx"));

/** The actor's avatar and status; opens status, queues, appearance, language, sign-out. */
export function UserMenu() {
  const t = useTranslations("userMenu");
  const me = useMe();
  const myself = useMyself().data;
  const presence = myself?.presence ?? "offline";
  const over = useMenuDialog();
  const close = () => openMenuDialog(null);
  return (
    <>
      <FloatingButton
        kind="menu"
        preload={Panel.preload}
        button={
          <button type="button" className="relative rounded-full p-1 md:p-0">
            <Avatar
              id={me.id}
              name={me.name}
              url={myself?.photoUrl ?? null}
              size="sm"
            />
            <span className="sr-only">{t("open", { name: me.name })}</span>
            {isTeammate(me.role) && (
              <PresenceDot
                presence={presence}
                className="absolute end-0 bottom-0 border-2 border-sidebar box-content md:-end-0.5 md:-bottom-0.5"
              />
            )}
          </button>
        }
        panel={(floating) => (
          <Panel
            {...floating}
            myself={myself}
            onStatus={() => openMenuDialog("status")}
            onSignOut={() => openMenuDialog("signOut")}
          />
        )}
      />
      {over && (
        <Suspense>
          {over === "status" ? (
            <StatusDialog onClose={close} />
          ) : (
            <SignOutDialog onClose={close} />
          )}
        </Suspense>
      )}
    </>
  );
}
