"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { RenewSecret } from "#contract/channels/channel-requests.ts";
import type { Channel, RenewedSecret } from "#contract/channels/channel.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Secret = RenewSecret["secret"];

/** An API channel's inbound address, and buttons to renew secrets that are never shown again. */
export function ApiSecretsCard({ channel }: { channel: Channel }) {
  const t = useTranslations("settings.channels.api");
  const words = useErrorWords();
  const [asking, setAsking] = useState<Secret | null>(null);
  const [renewed, setRenewed] = useState<RenewedSecret | null>(null);
  const renew = async (secret: Secret) => {
    try {
      const path = `/channels/${channel.id}/renew-secret`;
      const body = { secret };
      setRenewed(await api<RenewedSecret>(path, { method: "POST", body }));
    } catch (error) {
      toast.error(words(error));
    }
  };
  return (
    <Card title={t("addresses")} hint={t("addressesHint")}>
      <div className="space-y-3">
        <CopyField value={channel.webhookUrl} label={t("inboundUrl")} />
        <HiddenField
          label={t("token")}
          action={t("renew.token.action")}
          onRenew={() => setAsking("token")}
        />
        <HiddenField
          label={t("signingSecret")}
          action={t("renew.signingSecret.action")}
          onRenew={() => setAsking("signingSecret")}
        />
      </div>
      {asking && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsking(null)}
          title={t(`renew.${asking}.title`)}
          description={t(`renew.${asking}.text`)}
          action={t(`renew.${asking}.action`)}
          onConfirm={() => renew(asking)}
        />
      )}
      {renewed && !asking && (
        <RenewedDialog renewed={renewed} onClose={() => setRenewed(null)} />
      )}
    </Card>
  );
}

/** Looks like a copy field, but has nothing to copy. */
function HiddenField({
  label,
  action,
  onRenew,
}: {
  label: string;
  action: string;
  onRenew: () => void;
}) {
  return (
    <div>
      <p className="mb-1 text-sm font-medium">{label}</p>
      <div className="flex items-center gap-1 rounded-md border bg-muted/60 py-0.5 ps-2.5 pe-0.5">
        <span
          aria-hidden
          className="min-w-0 flex-1 truncate font-mono text-xs text-muted-foreground"
        >
          ••••••••
        </span>
        <Button size="sm" variant="ghost" onClick={onRenew}>
          {action}
        </Button>
      </div>
    </div>
  );
}

function RenewedDialog({
  renewed: { token, signingSecret },
  onClose,
}: {
  renewed: RenewedSecret;
  onClose: () => void;
}) {
  const t = useTranslations("settings.channels.api");
  const secret: Secret = token === undefined ? "signingSecret" : "token";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`renew.${secret}.done`)}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("renew.close")}
        </Button>
      }
    >
      <CopyField value={token ?? signingSecret ?? ""} label={t(secret)} />
      <Notice tone="warning" className="my-3">
        {t("renew.once")}
      </Notice>
    </Dialog>
  );
}
