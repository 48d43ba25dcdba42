import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { InvitationForm } from "#components/auth/invitation-form.tsx";
import { currentContext } from "#server/auth/actor.ts";
import { findInvitation } from "#server/domain/people/account/invitations.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("invitation");
  return { title: t("title") };
}

export default async function InvitationPage({
  params,
}: {
  params: Promise<{ token: string }>;
}) {
  const { token } = await params;
  const t = await getTranslations("invitation");
  const invited = await findInvitation(await currentContext(), token);
  if (!invited)
    return (
      <AuthCard title={t("gone")} text={t("goneHint")}>
        <Link href="/sign-in" className="text-sm text-primary hover:underline">
          {t("toSignIn")}
        </Link>
      </AuthCard>
    );
  return (
    <AuthCard
      title={t("welcome", { name: invited.name })}
      text={t("text", { email: invited.email })}
    >
      <InvitationForm token={token} email={invited.email} />
    </AuthCard>
  );
}
