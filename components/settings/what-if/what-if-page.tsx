"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { WhatIf } from "#components/settings/what-if/what-if.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";

/** What-if for any channel. */
export function WhatIfPage() {
  const t = useTranslations("settings.whatIf");
  const asked = useSearchParams().get("channel");
  const [chosen, setChosen] = useState<string | null>(null);
  const { data: channels } = useChannels();
  const channel =
    channels?.find(({ id }) => id === (chosen ?? asked)) ?? channels?.[0];
  return (
    <SettingsPage title={t("title")} hint={t("hint")}>
      {!channels && <Skeleton className="h-72 rounded-lg" />}
      {channels?.length === 0 && <EmptyState title={t("noChannels")} />}
      {channel && (
        <Card>
          <Field label={t("channel")} className="mb-4">
            {(control) => (
              <Select
                {...control}
                value={channel.id}
                onValueChange={setChosen}
                groups={(channels ?? []).map(({ id, name }) => ({
                  value: id,
                  label: name,
                }))}
              />
            )}
          </Field>
          <WhatIf key={channel.id} channelId={channel.id} />
        </Card>
      )}
    </SettingsPage>
  );
}
