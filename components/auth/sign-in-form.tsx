"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useEffect, useState, type FormEvent } from "react";
import { parseInsidePath } from "#contract/base/inside-path.ts";
import { becomeAvailable } from "#components/auth/become-available.ts";
import { api } from "#components/live/transport/api.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

const TOO_MANY_REQUESTS = 429;

type Problem = "wrong" | "codeWrong" | "tooMany" | "network";
type Outcome = "ok" | "codeNeeded" | Problem;

/**
 * Email and password; the answer to a wrong one never says which of the two. A
 * field for the code appears when the password was right and a code is needed.
 */
export function SignInForm({ provider }: { provider: string | null }) {
  const t = useTranslations("signIn");
  const router = useRouter();
  const from = useSearchParams().get("from");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asksCode, askCode] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [isLeaving, setLeaving] = useState(false);

  // A house without an owner is set up first.
  useEffect(() => {
    api<{ needed: boolean }>("/setup")
      .then(({ needed }) => needed && router.replace("/setup"))
      .catch(() => undefined);
  }, [router]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const typed = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    setProblem(null);
    const outcome = await tryToSignIn({
      email: typed("email"),
      password: typed("password"),
      code: typed("code"),
    });
    if (outcome !== "ok") {
      if (outcome === "codeNeeded") askCode(true);
      else setProblem(outcome);
      setBusy(false);
      return;
    }
    await becomeAvailable();
    // A whole load: the next page must not know anything of before.
    window.location.assign(
      parseInsidePath(from, window.location.origin) ?? "/",
    );
  };

  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
    >
      <Field label={t("email")}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            required
            autoFocus
            autoComplete="username"
          />
        )}
      </Field>
      <Field label={t("password")}>
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            required
            autoComplete="current-password"
          />
        )}
      </Field>
      {asksCode && (
        <Field label={t("code")} hint={t("codeHint")}>
          {(control) => (
            <Input
              {...control}
              name="code"
              required
              autoFocus
              autoComplete="one-time-code"
            />
          )}
        </Field>
      )}
      {problem && (
        <Notice tone="danger" role="alert">
          {t(`problems.${problem}`)}
        </Notice>
      )}
      <Button type="submit" variant="primary" size="lg" busy={isBusy}>
        {t("submit")}
      </Button>
      {provider !== null && (
        <Button
          size="lg"
          busy={isLeaving}
          onClick={() => {
            setLeaving(true);
            const path = parseInsidePath(from, window.location.origin) ?? "/";
            // Comes back through the sign-in page, which makes the agent available.
            const back = `/sign-in?from=${encodeURIComponent(path)}&by=provider`;
            void signIn("oidc", { callbackUrl: back }).catch(() => {
              setLeaving(false);
              setProblem("network");
            });
          }}
        >
          {t("withProvider", { name: provider })}
        </Button>
      )}
      <Link
        href="/forgot-password"
        prefetch={false}
        className="self-center text-sm text-primary hover:underline"
      >
        {t("forgot")}
      </Link>
    </form>
  );
}

/** The messages of authorize() in server/auth/options.ts. */
const CODE_OUTCOMES: Record<string, Outcome> = {
  code_needed: "codeNeeded",
  code_wrong: "codeWrong",
};

async function tryToSignIn(
  typed: Record<"email" | "password" | "code", string>,
): Promise<Outcome> {
  try {
    const answer = await signIn("credentials", { ...typed, redirect: false });
    if (answer?.ok && !answer.error) return "ok";
    if (answer?.status === TOO_MANY_REQUESTS) return "tooMany";
    return CODE_OUTCOMES[answer?.error ?? ""] ?? "wrong";
  } catch {
    return "network";
  }
}
