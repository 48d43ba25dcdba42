"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import {
  inboundExample,
  VERIFY_EXAMPLE,
} from "#components/settings/channels/api-examples.ts";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyButton, CopyField } from "#components/ui/controls/copy-button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** An API channel that was connected just now. The only page that ever shows its token and signing secret. */
export function ApiConnected({ channel }: { channel: ConnectedChannel }) {
  const t = useTranslations("settings.channels.api");
  const top = useRef<HTMLDivElement>(null);
  // The form that had the focus is gone.
  useEffect(() => top.current?.focus(), []);
  const { inboundUrl = "", token = "", signingSecret = "" } = channel;
  return (
    <SettingsPage title={t("connected", { name: channel.name })}>
      <div ref={top} tabIndex={-1} className="outline-none">
        <Notice tone="warning" role="status" className="mb-5">
          {t("shownOnce")}
        </Notice>
      </div>
      <Card title={t("secrets")} hint={t("secretsHint")}>
        <div className="space-y-3">
          <CopyField value={inboundUrl} label={t("inboundUrl")} />
          <CopyField value={token} label={t("token")} />
          <CopyField value={signingSecret} label={t("signingSecret")} />
        </div>
      </Card>
      <Example
        title={t("inboundExample")}
        hint={t("inboundExampleHint")}
        code={inboundExample(inboundUrl, token)}
      />
      <Example
        title={t("verifyExample")}
        hint={t("verifyExampleHint")}
        code={VERIFY_EXAMPLE}
      />
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

function Example({
  title,
  hint,
  code,
}: {
  title: string;
  hint: string;
  code: string;
}) {
  const common = useTranslations("common");
  return (
    <Card title={title} hint={hint}>
      <div className="flex items-start gap-1 rounded-md border bg-muted/60 py-0.5 pe-0.5">
        {/* Scrolls by keys, too. */}
        <pre
          tabIndex={0}
          role="region"
          aria-label={title}
          className="min-w-0 flex-1 overflow-x-auto px-2.5 py-2 font-mono text-xs"
        >
          <code>{code}</code>
        </pre>
        <CopyButton text={code} label={common("copyWhat", { what: title })} />
      </div>
    </Card>
  );
}
