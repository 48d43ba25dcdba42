import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { redirect } from "next/navigation";
import { AuthCard } from "#components/auth/auth-card.tsx";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import {
  currentActor,
  endedAccess,
  signInProvider,
} from "#server/auth/actor.ts";
import { EnterConsole } from "#components/auth/enter-console.tsx";

/** Why signing in at the identity provider did not end in the console. */
const SSO_ERRORS = [
  "sso_failed",
  "sso_no_email",
  "sso_unknown",
  "sso_ended",
] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { notice, error, by, from } = await searchParams;
  if (await currentActor())
    // From the identity provider: only the browser can make the agent available.
    return by === "provider" ? (
      <EnterConsole from={typeof from === "string" ? from : "/"} />
    ) : (
      redirect("/")
    );
  const t = await getTranslations("signIn");
  const ended = await endedAccess();
  const provider = await signInProvider();
  const refusal = SSO_ERRORS.find((known) => known === error);
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
      {refusal && (
        <Notice tone="danger" role="alert" className="mb-4">
          {t(`problems.${refusal}`, { name: provider ?? "" })}
        </Notice>
      )}
      <Suspense>
        <SignInForm provider={provider} />
      </Suspense>
    </AuthCard>
  );
}
