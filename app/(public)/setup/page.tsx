import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { SetupForm } from "#components/auth/setup-form.tsx";
import { currentContext } from "#server/auth/actor.ts";
import { hasOwner } from "#server/domain/people/setup.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setup");
  return { title: t("title") };
}

export const dynamic = "force-dynamic";

export default async function SetupPage() {
  if (await hasOwner(await currentContext())) redirect("/sign-in");
  const t = await getTranslations("setup");
  return (
    <AuthCard title={t("title")} text={t("text")}>
      <SetupForm />
    </AuthCard>
  );
}
