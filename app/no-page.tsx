import { getTranslations } from "next-intl/server";
import { SearchX, EyeOff } from "lucide-react";
import ConsoleLayout from "#app/(console)/layout.tsx";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Logo } from "#components/ui/marks/logo.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { currentActor } from "#server/auth/actor.ts";

/** `conversation`: the number of one that is not there, or that the reader may not see: which of both is not told. */
type Lost = "page" | "conversation";

/** The texts about a missing page, for a place within the console's frame. */
export async function NoPage({ of = "page" }: { of?: Lost }) {
  const t = await getTranslations("notFound");
  const isPage = of === "page";
  return (
    <EmptyState
      className="min-h-full flex-1"
      icon={isPage ? <SearchX /> : <EyeOff />}
      title={<h1>{t(isPage ? "title" : "conversation.title")}</h1>}
      text={t(isPage ? "text" : "conversation.text")}
      action={
        <PageLink href="/" className="text-sm text-primary hover:underline">
          {t("action")}
        </PageLink>
      }
    />
  );
}

/** The same for an address outside the console's folder: in the frame for who is signed in, else alone on the page. */
export async function LostPage({ of = "page" }: { of?: Lost }) {
  const actor = await currentActor();
  if (actor && !actor.needsTotp)
    return (
      <ConsoleLayout>
        <NoPage of={of} />
      </ConsoleLayout>
    );
  return (
    <main className="grid min-h-dvh place-items-center px-6">
      <div className="flex flex-col items-center">
        <Logo className="size-9" />
        <NoPage of={of} />
      </div>
    </main>
  );
}
