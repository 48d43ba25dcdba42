import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { LiveProvider } from "#components/live/live-provider.tsx";
import { ConsoleShell } from "#components/shell/console-shell.tsx";
import { PANES_SCRIPT } from "#components/shell/panes-script.ts";
import { currentActor } from "#server/auth/actor.ts";

export default async function ConsoleLayout({
  children,
}: {
  children: ReactNode;
}) {
  const actor = await currentActor();
  if (!actor) redirect("/sign-in");
  // A page of its own: its form would be loaded with every page of the console.
  if (actor.needsTotp) redirect("/two-step");
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const { agentId: id, name, email, role, contactLimit = null } = actor;
  const seenBy = actor.seenBy
    ? {
        id: actor.seenBy.agentId,
        until: actor.seenBy.until.toISOString(),
      }
    : null;
  return (
    <>
      {/* Browsers hide the nonce from scripts, so React finds another one. */}
      <script
        nonce={nonce}
        suppressHydrationWarning
        dangerouslySetInnerHTML={{ __html: PANES_SCRIPT }}
      />
      <LiveProvider me={{ id, name, email, role, contactLimit, seenBy }}>
        <ConsoleShell>{children}</ConsoleShell>
      </LiveProvider>
    </>
  );
}
