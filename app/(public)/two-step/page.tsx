import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { TotpGate } from "#components/auth/totp-gate.tsx";
import { currentActor } from "#server/auth/actor.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("totp");
  return { title: t("title") };
}

/** The console leads here while an agent's role needs two-step verification that is not set up. */
export default async function TwoStepPage() {
  const actor = await currentActor();
  if (!actor) redirect("/sign-in");
  if (!actor.needsTotp) redirect("/");
  const t = await getTranslations("totp");
  return (
    <AuthCard title={t("title")} text={t("required")}>
      <TotpGate />
    </AuthCard>
  );
}
