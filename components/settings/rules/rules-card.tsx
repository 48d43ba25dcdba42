"use client";

import { FlaskConical, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useFormContext } from "react-hook-form";
import type { UpdateChannel } from "#contract/channels/channel-requests.ts";
import { RuleDialog } from "#components/settings/rules/rule-dialog.tsx";
import { RuleList } from "#components/settings/rules/rule-list.tsx";
import { Card } from "#components/settings/section.tsx";
import { WhatIf } from "#components/settings/what-if/what-if.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";

/** The rules that come before the destinations, in order, with a way to try them before saving. */
export function RulesCard({ channelId }: { channelId: string }) {
  const t = useTranslations("settings.rules");
  const { control, formState } = useFormContext<UpdateChannel>();
  const [editing, setEditing] = useState<
    number | "new" | { copyOf: number } | null
  >(null);
  const [isTrying, setTrying] = useState(false);
  const faults = formState.errors.route?.rules as unknown[] | undefined;
  return (
    <Card title={t("title")} hint={t("hint")}>
      <Controller
        control={control}
        name="route.rules"
        render={({ field }) => {
          const rules = field.value ?? [];
          return (
            <>
              {rules.length === 0 ? (
                <p className="text-sm text-muted-foreground">{t("empty")}</p>
              ) : (
                <RuleList
                  rules={rules}
                  faults={faults}
                  onChange={field.onChange}
                  onEdit={setEditing}
                  onCopy={(index) => setEditing({ copyOf: index })}
                />
              )}
              {editing !== null && (
                <RuleDialog
                  rule={
                    typeof editing === "number"
                      ? (rules[editing] ?? null)
                      : null
                  }
                  copyOf={
                    typeof editing === "object"
                      ? (rules[editing.copyOf] ?? null)
                      : null
                  }
                  onClose={() => setEditing(null)}
                  onDone={(rule) => {
                    field.onChange(
                      editing === "new"
                        ? [...rules, rule]
                        : typeof editing === "object"
                          ? // Beside the one that it resembles: the first that fits counts.
                            rules.toSpliced(editing.copyOf + 1, 0, rule)
                          : rules.with(editing, rule),
                    );
                    setEditing(null);
                  }}
                />
              )}
              {isTrying && (
                <Dialog
                  open
                  onOpenChange={setTrying}
                  title={t("tryTitle")}
                  description={t("tryHint")}
                  className="md:max-w-2xl"
                >
                  <WhatIf channelId={channelId} rules={rules} />
                </Dialog>
              )}
            </>
          );
        }}
      />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={() => setEditing("new")}>
          <Plus />
          {t("add")}
        </Button>
        <Button variant="ghost" onClick={() => setTrying(true)}>
          <FlaskConical />
          {t("tryIt")}
        </Button>
      </div>
    </Card>
  );
}
