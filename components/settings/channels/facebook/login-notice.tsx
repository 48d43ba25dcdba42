"use client";

import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import {
  LOGIN_ERRORS,
  LOGIN_QUERY,
  type LoginError,
} from "#contract/channels/login.ts";
import { ContinueWithFacebook } from "#components/settings/channels/facebook/continue-with-facebook.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Permissions that a login can lack. The address is anyone's to write, so nothing else of it is shown. */
const PERMISSION = /^[a-z_]{1,60}$/;
/** After these, Facebook asks again for what was declined before. */
const ASKED_AGAIN = new Set<LoginError>(["denied", "permission_missing"]);

/** Why Facebook's dialog led to nothing, with what to do; taken from the address, which is cleaned. */
export function LoginNotice() {
  const t = useTranslations("settings.channels.facebook");
  const locale = useLocale();
  const query = useSearchParams();
  const [told] = useState(() => ({
    error: LOGIN_ERRORS.find((code) => code === query.get(LOGIN_QUERY.error)),
    missing: (query.get(LOGIN_QUERY.missing) ?? "")
      .split(",")
      .filter((name) => PERMISSION.test(name)),
  }));
  useEffect(() => {
    const url = new URL(window.location.href);
    for (const name of Object.values(LOGIN_QUERY))
      url.searchParams.delete(name);
    window.history.replaceState(window.history.state, "", url);
  }, []);
  const { error, missing } = told;
  if (error === undefined) return null;
  const list = new Intl.ListFormat(locale).format(missing);
  return (
    <Notice tone="danger" role="alert" className="mb-5">
      <p className="font-medium">{t(`errors.${error}.message`)}</p>
      {missing.length > 0 && <p>{t("declined", { list })}</p>}
      <p className="text-muted-foreground">{t(`errors.${error}.fix`)}</p>
      {ASKED_AGAIN.has(error) && (
        <ContinueWithFacebook
          input={{ again: true }}
          label={t("askAgain")}
          variant="outline"
          size="sm"
          className="mt-2"
        />
      )}
    </Notice>
  );
}
