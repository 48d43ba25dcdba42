"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import {
  curlExample,
  receiveExample,
  sendExample,
} from "#components/settings/channels/api-examples.ts";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyButton, CopyField } from "#components/ui/controls/copy-button.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** A newly connected API channel. Only this page ever shows its token and signing secret. */
export function ApiConnected({ channel }: { channel: ConnectedChannel }) {
  const t = useTranslations("settings.channels.api");
  const top = useRef<HTMLDivElement>(null);
  // The form that had the focus is gone.
  useEffect(() => top.current?.focus(), []);
  const values = {
    inboundUrl: channel.inboundUrl ?? "",
    token: channel.token ?? "",
    signingSecret: channel.signingSecret ?? "",
    callbackUrl: channel.callbackUrl ?? "",
  };
  const [language, setLanguage] = useState<"curl" | "typescript">("curl");
  return (
    <SettingsPage title={t("connected", { name: channel.name })}>
      <div ref={top} tabIndex={-1} className="outline-none">
        <Notice tone="warning" role="status" className="mb-5">
          {t("shownOnce")}
        </Notice>
      </div>
      <Card title={t("secrets")} hint={t("secretsHint")}>
        <div className="space-y-3">
          <CopyField value={values.inboundUrl} label={t("inboundUrl")} />
          <CopyField value={values.token} label={t("token")} />
          <CopyField value={values.signingSecret} label={t("signingSecret")} />
        </div>
      </Card>
      <Card title={t("inboundExample")} hint={t("inboundExampleHint")}>
        <Segmented
          label={t("exampleLanguage")}
          value={language}
          onValueChange={setLanguage}
          options={[
            { value: "curl", label: "curl" },
            { value: "typescript", label: "TypeScript" },
          ]}
          className="mb-3 w-fit"
        />
        <Code
          label={t("inboundExample")}
          code={language === "curl" ? curlExample(values) : sendExample(values)}
        />
      </Card>
      <Card title={t("receiveExample")} hint={t("receiveExampleHint")}>
        <Code label={t("receiveExample")} code={receiveExample(values)} />
      </Card>
      <div className="flex justify-end">
        <Button asChild variant="primary">
          <PageLink href={`/settings/channels/${channel.id}`}>
            {t("openChannel")}
          </PageLink>
        </Button>
      </div>
    </SettingsPage>
  );
}

function Code({ label, code }: { label: string; code: string }) {
  const common = useTranslations("common");
  return (
    <div className="flex items-start gap-1 rounded-md border bg-muted/60 py-0.5 pe-0.5">
      {/* Focusable, so that it scrolls by keys. */}
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className="min-w-0 flex-1 overflow-x-auto px-2.5 py-2 font-mono text-xs"
      >
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={common("copyWhat", { what: label })} />
    </div>
  );
}
