"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Channel } from "#contract/channels/channel.ts";
import type { Guide, GuideStepKey } from "#contract/channels/guide.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { JobProgress } from "#components/settings/channels/job-progress.tsx";
import { DetailPage } from "#components/settings/detail-page.tsx";
import { usePlaceName } from "#components/thread/channel/use-place-name.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { FieldsTable } from "./fields-table.tsx";
import { GuideLayout } from "./guide-layout.tsx";
import { GuideStepCard } from "./guide-step.tsx";
import { StepRepair } from "./step-repair.tsx";
import { useGuide } from "./use-guide.ts";
import { useOpenStep } from "./use-open-step.ts";

/** The guide of a connected page: what is left to do, ticked as the checks see it. */
export function ChannelGuide({ channelId }: { channelId: string }) {
  const t = useTranslations("settings.channels");
  const { data: channels, isPending } = useChannels();
  return (
    <DetailPage
      item={channels?.find(({ id }) => id === channelId)}
      isPending={isPending}
      list={`/settings/channels/${channelId}`}
      words={{ gone: t("gone"), backToList: t("guide.backToChannel") }}
      hint={() => t("guide.channelHint")}
      isWide
    >
      {(channel) => <Loaded channel={channel} />}
    </DetailPage>
  );
}

function Loaded({ channel }: { channel: Channel }) {
  const { guide, tick } = useGuide(channel.id);
  if (!guide) return <Skeleton className="h-96 rounded-lg" />;
  return <Steps channel={channel} guide={guide} onTick={tick} />;
}

function Steps({
  channel,
  guide,
  onTick,
}: {
  channel: Channel;
  guide: Guide;
  onTick: ReturnType<typeof useGuide>["tick"];
}) {
  const t = useTranslations("settings.channels.guide");
  const jobId = useSearchParams().get("import");
  const { open, toggle, goTo, goOn } = useOpenStep(guide);
  return (
    <>
      {jobId && (
        <div className="mb-4">
          <JobProgress jobId={jobId} />
        </div>
      )}
      {guide.next === null && (
        <Notice role="status" className="mb-4">
          <p className="font-medium">{t("allDone")}</p>
          <PageLink href="/inbox" className="text-primary underline">
            {t("openInbox")}
          </PageLink>
        </Notice>
      )}
      <GuideLayout guide={guide} open={open} onGoTo={goTo}>
        {guide.steps.map((step, index) => (
          <GuideStepCard
            key={step.key}
            step={step}
            number={index + 1}
            isOpen={open === step.key}
            onToggle={() => toggle(step.key)}
            onTick={(key, isDone) => void onTick({ [key]: isDone })}
            onNext={() => goOn(step.key)}
            repair={<StepRepair channel={channel} code={step.code} />}
          >
            <StepContent step={step.key} channel={channel} />
          </GuideStepCard>
        ))}
      </GuideLayout>
    </>
  );
}

function StepContent({
  step,
  channel,
}: {
  step: GuideStepKey;
  channel: Channel;
}) {
  const t = useTranslations("settings.channels");
  const review = useTranslations("settings.review");
  switch (step) {
    case "token":
      return (
        <Saved last4={channel.tokenLast4} label={t("pageToken")} {...channel} />
      );
    case "credentials":
      return (
        <Saved
          last4={channel.secretLast4}
          label={t("appSecret")}
          {...channel}
        />
      );
    case "route":
      return <Route channel={channel} />;
    case "webhook":
      return (
        <div className="space-y-3">
          <CopyField value={channel.webhookUrl} label={t("webhookUrl")} />
          <CopyField value={channel.verifyToken} label={t("verifyToken")} />
        </div>
      );
    case "fields":
      return <FieldsTable />;
    case "review":
      return (
        <PageLink
          href={`/settings/channels/${channel.id}/review`}
          className="text-sm text-primary underline"
        >
          {review("open")}
        </PageLink>
      );
    case "message":
      return channel.lastEventAt === null ? null : (
        <Button asChild variant="primary">
          <PageLink href="/inbox">{t("guide.openInbox")}</PageLink>
        </Button>
      );
    case "business":
    case "app":
    case "product":
    case "account":
    case "live":
      return null;
  }
}

/** The saved secret, and the way to replace it. */
function Saved({
  id,
  label,
  last4,
}: {
  id: string;
  label: string;
  last4: string | null;
}) {
  const t = useTranslations("settings.channels.guide");
  return (
    <p className="text-sm">
      {last4 === null ? label : t("savedEnds", { what: label, last4 })}{" "}
      <PageLink
        href={`/settings/channels/${id}`}
        className="text-primary underline"
      >
        {t("replace")}
      </PageLink>
    </p>
  );
}

function Route({ channel: { id, route } }: { channel: Channel }) {
  const t = useTranslations("settings.channels");
  const place = usePlaceName(route.open);
  return (
    <p className="text-sm">
      {place ? t("goesTo", { place }) : t("goesNowhere")}
      {" · "}
      <PageLink
        href={`/settings/channels/${id}`}
        className="text-primary underline"
      >
        {t("guide.change")}
      </PageLink>
    </p>
  );
}
