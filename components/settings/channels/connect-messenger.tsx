"use client";

import { useTranslations } from "next-intl";
import { LOGIN_PAGE } from "#contract/channels/login.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { FacebookMark } from "#components/settings/channels/facebook/facebook-mark.tsx";
import { DraftGuide } from "#components/settings/channels/guide/draft-guide.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";

/** Connects a page: by signing in with Facebook, or step by step with values from Meta's app dashboard. */
export function ConnectMessenger() {
  const t = useTranslations("settings.channels");
  return (
    <>
      <Card title={t("facebook.title")} hint={t("facebook.hint")}>
        <Button asChild>
          <PageLink href={LOGIN_PAGE}>
            <FacebookMark />
            {t("facebook.button")}
          </PageLink>
        </Button>
      </Card>
      <p className="mb-5 max-w-prose text-sm text-muted-foreground">
        {t("guide.intro")}
      </p>
      <DraftGuide />
    </>
  );
}
