import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { redirect } from "next/navigation";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { currentActor } from "#server/auth/actor.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

export default async function SignInPage() {
  if (await currentActor()) redirect("/inbox");
  const t = await getTranslations("signIn");
  return (
    <AuthCard title={t("title")}>
      <Suspense>
        <SignInForm />
      </Suspense>
    </AuthCard>
  );
}
