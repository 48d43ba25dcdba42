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

type Problem = "wrong" | "tooMany" | "network";

/** E-mail and password; the answer to a wrong one never says which of the two. */
export function SignInForm() {
  const t = useTranslations("signIn");
  const router = useRouter();
  const from = useSearchParams().get("from");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);

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
    const found = await tryToSignIn(typed("email"), typed("password"));
    if (found) {
      setProblem(found);
      setBusy(false);
      return;
    }
    await becomeAvailable();
    // A whole load: the next page must not know anything of before.
    window.location.assign(
      parseInsidePath(from, window.location.origin) ?? "/inbox",
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
      {problem && (
        <Notice tone="danger" role="alert">
          {t(`problems.${problem}`)}
        </Notice>
      )}
      <Button type="submit" variant="primary" size="lg" busy={isBusy}>
        {t("submit")}
      </Button>
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

async function tryToSignIn(
  email: string,
  password: string,
): Promise<Problem | null> {
  try {
    const answer = await signIn("credentials", {
      email,
      password,
      redirect: false,
    });
    if (answer?.ok && !answer.error) return null;
    return answer?.status === TOO_MANY_REQUESTS ? "tooMany" : "wrong";
  } catch {
    return "network";
  }
}
