import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { ResetPasswordForm } from "#components/auth/reset-password-form.tsx";
import { currentContext } from "#server/auth/actor.ts";
import { findPasswordReset } from "#server/domain/people/account/reset-password.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("passwordReset");
  return { title: t("newTitle") };
}

export default async function ResetPasswordPage({
  params,
}: {
  params: Promise<{ token: string }>;
}) {
  const { token } = await params;
  const t = await getTranslations("passwordReset");
  const found = await findPasswordReset(await currentContext(), token);
  if (!found)
    return (
      <AuthCard title={t("gone")} text={t("goneHint")}>
        <Link
          href="/forgot-password"
          className="text-sm text-primary hover:underline"
        >
          {t("again")}
        </Link>
      </AuthCard>
    );
  return (
    <AuthCard title={t("newTitle")} text={t("newText", { email: found.email })}>
      <ResetPasswordForm token={token} email={found.email} />
    </AuthCard>
  );
}
