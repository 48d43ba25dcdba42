"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { REVIEW_STATES, type Review } from "#contract/review/review.ts";
import { Card } from "#components/settings/section.tsx";
import { useReviewChange } from "#components/settings/review/use-review-change.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** The review's state, and Meta's answer. */
export function StateCard({
  review,
  mayChange,
}: {
  review: Review;
  mayChange: boolean;
}) {
  const t = useTranslations("settings.review");
  const common = useTranslations("common");
  const locale = useLocale();
  const [state, setState] = useState(review.state);
  const [notes, setNotes] = useState(review.notes);
  const { mutate, isPending } = useReviewChange(review.channelId);
  const isDirty = state !== review.state || notes !== review.notes;
  return (
    <Card title={t("state")}>
      <div className="grid gap-4">
        <Field
          label={t("state")}
          hint={
            state === "approved" && review.state !== "approved"
              ? t("approveHint")
              : review.changedAt
                ? t("changedAt", {
                    when: dateAndTime(locale, review.changedAt),
                  })
                : undefined
          }
          className="sm:max-w-xs"
        >
          {(ids) => (
            <Select
              {...ids}
              value={state}
              disabled={!mayChange}
              onValueChange={(value) => setState(value as Review["state"])}
              groups={REVIEW_STATES.map((value) => ({
                value,
                label: t(`states.${value}`),
              }))}
            />
          )}
        </Field>
        <Field label={t("notes")} hint={t("notesHint")}>
          {(ids) => (
            <Textarea
              {...ids}
              rows={2}
              value={notes}
              readOnly={!mayChange}
              onChange={({ target }) => setNotes(target.value)}
            />
          )}
        </Field>
      </div>
      {mayChange && (
        <div className="mt-4 flex justify-end">
          <Button
            variant="primary"
            disabled={!isDirty}
            busy={isPending}
            onClick={() => mutate({ state, notes })}
          >
            {common("save")}
          </Button>
        </div>
      )}
    </Card>
  );
}
