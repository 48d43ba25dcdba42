"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { WhatIf as Question } from "#contract/supervision/what-if-requests.ts";
import type { RouteRule } from "#contract/routing/route-rules.ts";
import type { Presence } from "#contract/people/agent.ts";
import type { WhatIfAnswer } from "#contract/supervision/what-if.ts";
import { api } from "#components/live/transport/api.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import { useRuleSegments } from "#components/live/queries/use-segments.ts";
import { useLabels } from "#components/live/queries/use-directory.ts";
import { CheckList } from "#components/forms/fields/check-list.tsx";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { Disclosure } from "#components/forms/fields/disclosure.tsx";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { LongSelect } from "#components/settings/long-select.tsx";
import { Answer } from "#components/settings/what-if/what-if-answer.tsx";
import { PretendedPresence } from "#components/settings/what-if/pretended-presence.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { CUSTOMER_LANGUAGES } from "#components/words/customer-languages.ts";
import { languageName } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_FACT = 200;
const NO_STAGE = "none";
const NO_LANGUAGE = "none";

/**
 * Asks the routing code where a thread would go, and shows the answer as text. `rules` replace the channel's
 * rules. It is not a form itself, since it may stand inside one.
 */
export function WhatIf({
  channelId,
  rules,
}: {
  channelId: string;
  rules?: RouteRule[];
}) {
  const t = useTranslations("settings.whatIf");
  const stageWords = useTranslations("customerStages");
  const locale = useLocale();
  const words = useErrorWords();
  const labels = useLabels().data ?? [];
  const [at, setAt] = useState<string | null>(null);
  const [facts, setFacts] = useState({
    message: "",
    language: "",
    referral: "",
    adId: "",
    formId: "",
  });
  const [labelIds, setLabelIds] = useState<string[]>([]);
  const { data: stages = [] } = useCustomerStages();
  const [stageId, setStageId] = useState<string | null>(null);
  const segments = useRuleSegments();
  const [segmentIds, setSegmentIds] = useState<string[]>([]);
  const [returning, setReturning] = useState(false);
  const [presence, setPresence] = useState<Record<string, Presence>>({});
  const ask = useMutation({
    mutationFn: () => {
      const question: Question = {
        channelId,
        returning,
        labelIds,
        stageId,
        segmentIds,
        presence,
        ...filled(facts),
        ...(at === null ? {} : { at }),
        ...(rules ? { rules } : {}),
      };
      return api<WhatIfAnswer>("/routing/what-if", {
        method: "POST",
        body: question,
      });
    },
  });
  const fact = (name: keyof typeof facts, label: string, example: string) => (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          value={facts[name]}
          maxLength={MAX_FACT}
          placeholder={example}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) =>
            setFacts({ ...facts, [name]: target.value })
          }
        />
      )}
    </Field>
  );
  return (
    <div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("at")} hint={t("atHint")}>
          {(control) => (
            <DateTimeInput {...control} value={at} onChange={setAt} />
          )}
        </Field>
        {fact("message", t("message"), t("messageExample"))}
        <Field label={t("language")}>
          {(control) => (
            <LongSelect
              {...control}
              value={facts.language || NO_LANGUAGE}
              onValueChange={(tag) =>
                setFacts({
                  ...facts,
                  language: tag === NO_LANGUAGE ? "" : tag,
                })
              }
              groups={[
                { value: NO_LANGUAGE, label: t("noLanguage") },
                ...CUSTOMER_LANGUAGES.map((tag) => ({
                  value: tag,
                  label: languageName(locale, tag),
                })),
              ]}
            />
          )}
        </Field>
        {fact("referral", t("referral"), "promo-spring")}
        {fact("adId", t("ad"), "6040000000001")}
        {fact("formId", t("form"), "5566000000001")}
        {stages.length > 0 && (
          <Field label={stageWords("title")}>
            {(control) => (
              <Select
                {...control}
                value={stageId ?? NO_STAGE}
                onValueChange={(id) => setStageId(id === NO_STAGE ? null : id)}
                groups={[
                  { value: NO_STAGE, label: stageWords("none") },
                  ...stages.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            )}
          </Field>
        )}
        {segments.length > 0 && (
          <div className="sm:col-span-2">
            <CheckList
              label={t("segments")}
              empty=""
              options={segments.map(({ id, name }) => ({
                value: id,
                label: name,
              }))}
              value={segmentIds}
              onChange={setSegmentIds}
            />
          </div>
        )}
        {labels.length > 0 && (
          <div className="sm:col-span-2">
            <CheckList
              label={t("labels")}
              empty=""
              options={labels.map(({ id, name }) => ({
                value: id,
                label: name,
              }))}
              value={labelIds}
              onChange={setLabelIds}
            />
          </div>
        )}
        <div className="sm:col-span-2">
          <SwitchField
            label={t("returning")}
            checked={returning}
            onChange={setReturning}
          />
        </div>
        <Disclosure
          title={t("people")}
          isOpen={Object.keys(presence).length > 0}
          className="sm:col-span-2"
        >
          <PretendedPresence value={presence} onChange={setPresence} />
        </Disclosure>
      </div>
      <Button
        variant="primary"
        busy={ask.isPending}
        className="mt-4"
        onClick={() => ask.mutate()}
      >
        {t("ask")}
      </Button>
      {ask.error && (
        <Notice tone="danger" role="alert" className="mt-4">
          {words(ask.error)}
        </Notice>
      )}
      <div aria-live="polite">{ask.data && <Answer answer={ask.data} />}</div>
    </div>
  );
}

function filled(facts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ""),
  );
}
