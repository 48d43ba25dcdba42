import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { ForgotPasswordForm } from "#components/auth/forgot-password-form.tsx";
import { currentContext } from "#server/auth/actor.ts";
import { isMailSetUp } from "#server/domain/mail/mail-settings.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("passwordReset");
  return { title: t("title") };
}

export default async function ForgotPasswordPage() {
  const t = await getTranslations("passwordReset");
  const { db } = await currentContext();
  if (await isMailSetUp(db.sql))
    return (
      <AuthCard title={t("title")} text={t("text")}>
        <ForgotPasswordForm />
      </AuthCard>
    );
  return (
    <AuthCard title={t("title")} text={t("noMail")}>
      <Link href="/sign-in" className="text-sm text-primary hover:underline">
        {t("toSignIn")}
      </Link>
    </AuthCard>
  );
}
