"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { FormProvider, useWatch } from "react-hook-form";
import type { ConnectedChannel } from "#contract/channels/channel.ts";
import {
  checkChannelSchema,
  type CheckChannel,
  type CheckedChannel,
  type Guide,
  type GuideStepKey,
} from "#contract/channels/guide.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api } from "#components/live/transport/api.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { FieldsTable } from "./fields-table.tsx";
import { GuideLayout } from "./guide-layout.tsx";
import { GuideStepCard } from "./guide-step.tsx";
import { RouteStep } from "./route-step.tsx";
import { useGuide } from "./use-guide.ts";
import { useOpenStep } from "./use-open-step.ts";
import { AppFields, TokenFields } from "./values-steps.tsx";

/** The guide before a page is connected. What is entered is kept for other devices, except for secrets. */
export function DraftGuide() {
  const draft = useGuide(null);
  if (!draft.guide) return <Skeleton className="h-96 rounded-lg" />;
  return <Steps draft={draft} guide={draft.guide} />;
}

function Steps({
  draft,
  guide,
}: {
  draft: ReturnType<typeof useGuide>;
  guide: Guide;
}) {
  const t = useTranslations("settings.channels.guide");
  const go = useGo();
  const refresh = useRefresh("channels");
  const { open, toggle, goTo, goOn } = useOpenStep(guide);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { form, submit, problem, isSaving } = useServerForm({
    schema: checkChannelSchema,
    defaultValues: {
      pageId: guide.values.pageId ?? "",
      pageToken: "",
      appId: guide.values.appId ?? "",
      appSecret: "",
    },
    save: (values) =>
      api<CheckedChannel>("/channels/check", { method: "POST", body: values }),
    onSaved: async (found) => {
      setAnswer({ found, values: form.getValues() });
      await draft.refresh();
      goTo("route");
    },
  });
  const values = useWatch({ control: form.control });
  const checked = answer && isSame(answer.values, values) ? answer.found : null;
  useFaultInView(form.formState.errors, form.formState.submitCount, goTo);
  const onConnected = async ({ id, importJobId }: ConnectedChannel) => {
    await Promise.all([refresh(), draft.refresh()]);
    go(
      `/settings/channels/${id}/guide${importJobId ? `?import=${importJobId}` : ""}`,
    );
  };
  const steps = checked ? withChecked(guide.steps) : guide.steps;
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <GuideLayout guide={{ ...guide, steps }} open={open} onGoTo={goTo}>
          {steps.map((step, index) => (
            <GuideStepCard
              key={step.key}
              step={step}
              number={index + 1}
              isOpen={open === step.key}
              onToggle={() => toggle(step.key)}
              onTick={(key, isDone) => void draft.tick({ [key]: isDone })}
              onNext={() => goOn(step.key, steps)}
              ownNext={OWN_NEXT.has(step.key)}
            >
              {step.key === "token" && (
                <TokenFields onNext={() => goTo("credentials")} />
              )}
              {step.key === "credentials" && (
                <AppFields isChecking={isSaving} problem={problem} />
              )}
              {step.key === "route" && (
                <RouteStep
                  checked={checked}
                  values={guide.values}
                  onKeep={(values) => void draft.keep(values)}
                  onConnected={(channel) => void onConnected(channel)}
                />
              )}
              {step.key === "webhook" && (
                <p className="text-sm text-muted-foreground">
                  {t("afterConnecting")}
                </p>
              )}
              {step.key === "fields" && <FieldsTable />}
            </GuideStepCard>
          ))}
        </GuideLayout>
      </form>
      <p className="mt-4 text-end">
        <Button
          variant="link"
          onClick={() => {
            form.reset({ pageId: "", pageToken: "", appId: "", appSecret: "" });
            void draft.startOver().then(() => goTo("business"));
          }}
        >
          {t("startOver")}
        </Button>
      </p>
    </FormProvider>
  );
}

const OWN_NEXT = new Set<GuideStepKey>(["token", "credentials", "route"]);

/** The checked values: others are not checked. */
type Answer = { found: CheckedChannel; values: CheckChannel };

function isSame(before: CheckChannel, now: Partial<CheckChannel>): boolean {
  const names = ["pageToken", "pageId", "appId", "appSecret"] as const;
  return names.every((name) => before[name] === now[name]);
}

/** The values were checked on this device, and are still in the form. */
function withChecked(steps: Guide["steps"]): Guide["steps"] {
  const at = new Date().toISOString();
  return steps.map((step) =>
    step.key === "token" || step.key === "credentials"
      ? { ...step, state: "done", by: "check", at }
      : step,
  );
}

/** Opens the step that has the first wrong field, and puts the focus there. */
function useFaultInView(
  errors: Partial<Record<keyof CheckChannel, unknown>>,
  submitCount: number,
  goTo: (key: GuideStepKey, field: string) => void,
): void {
  const first = (["pageToken", "pageId", "appId", "appSecret"] as const).find(
    (name) => errors[name] !== undefined,
  );
  const [seen, setSeen] = useState("");
  const now = `${submitCount} ${first ?? ""}`;
  useEffect(() => {
    if (first === undefined || seen === now) return;
    setSeen(now);
    const isOfToken = first === "pageToken" || first === "pageId";
    goTo(isOfToken ? "token" : "credentials", first);
  }, [first, now, seen, goTo]);
}
