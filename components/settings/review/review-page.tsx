"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import {
  EMAIL_PLACE,
  PASSWORD_PLACE,
  type EachLanguage,
  type Review,
  type ReviewerLogIn,
} from "#contract/review/review.ts";
import { mayDo } from "#contract/people/policy.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { BackLink } from "#components/navigation/back-link.tsx";
import { ChecklistCard } from "#components/settings/review/checklist-card.tsx";
import { FilmCard } from "#components/settings/review/film-card.tsx";
import { ReviewerCard } from "#components/settings/review/reviewer-card.tsx";
import { StateCard } from "#components/settings/review/state-card.tsx";
import { TextsCard } from "#components/settings/review/texts-card.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { SettingsPage } from "#components/settings/section.tsx";

/** Everything that a page's app review at Meta asks for. */
export function ReviewPage({ channelId }: { channelId: string }) {
  const t = useTranslations("settings.review");
  const channel = useChannels().data?.find(({ id }) => id === channelId);
  const review = useQuery({
    queryKey: liveKey("review", channelId),
    queryFn: ({ signal }) => api<Review>(`/review/${channelId}`, { signal }),
  });
  return (
    <SettingsPage
      title={channel ? `${t("title")} · ${channel.name}` : t("title")}
      hint={t("hint")}
      back={
        <BackLink href={`/settings/channels/${channelId}`}>
          {t("back")}
        </BackLink>
      }
    >
      <QueryStates query={review} failed={t("failed")}>
        {(data) => (
          <Kit
            review={data}
            isChecking={review.isFetching}
            onCheck={() => void review.refetch()}
          />
        )}
      </QueryStates>
    </SettingsPage>
  );
}

function Kit({
  review,
  isChecking,
  onCheck,
}: {
  review: Review;
  isChecking: boolean;
  onCheck: () => void;
}) {
  const t = useTranslations("settings.review");
  const locale = useLocale();
  const { role } = useMe();
  const mayChange = mayDo(role, "review.manage");
  // Known until the page is left; the server does not have it.
  const [logIn, setLogIn] = useState<ReviewerLogIn | null>(null);
  const { reviewer } = review;
  const shown = reviewer?.email === logIn?.email ? logIn : null;
  const filled = (text: string) =>
    text
      .replaceAll(EMAIL_PLACE, reviewer?.email ?? t("emailPlace"))
      .replaceAll(PASSWORD_PLACE, shown?.password ?? t("passwordPlace"));
  const instructions: EachLanguage = {
    en: filled(review.instructions.en),
    "zh-CN": filled(review.instructions["zh-CN"]),
    "zh-TW": filled(review.instructions["zh-TW"]),
  };
  return (
    <>
      <StateCard
        key={`${review.state} ${review.notes}`}
        review={review}
        mayChange={mayChange}
      />
      <ChecklistCard
        review={review}
        mayChange={mayChange}
        isChecking={isChecking}
        onCheck={onCheck}
      />
      <ReviewerCard
        review={review}
        logIn={shown}
        mayChange={mayChange}
        onLogIn={setLogIn}
      />
      <TextsCard review={review} instructions={instructions} />
      <FilmCard scenes={review.scenes.map((scene) => scene[locale])} />
    </>
  );
}
