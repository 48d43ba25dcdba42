import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { redirect } from "next/navigation";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { currentActor, endedAccess } from "#server/auth/actor.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ notice?: string | string[] }>;
}) {
  if (await currentActor()) redirect("/inbox");
  const t = await getTranslations("signIn");
  const ended = await endedAccess();
  const { notice } = await searchParams;
  return (
    <AuthCard title={t("title")}>
      {ended ? (
        <Notice tone="warning" role="status" className="mb-4">
          {t(`notices.${ended}`)}
        </Notice>
      ) : (
        notice === "password_changed" && (
          <Notice tone="info" role="status" className="mb-4">
            {t("notices.password_changed")}
          </Notice>
        )
      )}
      <Suspense>
        <SignInForm />
      </Suspense>
    </AuthCard>
  );
}
