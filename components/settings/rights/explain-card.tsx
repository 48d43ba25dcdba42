"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Explanation, Reason } from "#contract/people/access.ts";
import type { Role } from "#contract/people/agent.ts";
import { ACTION_KEYS, type ActionKey } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { api } from "#components/live/transport/api.ts";
import { Card } from "#components/settings/section.tsx";
import { useActionTitle } from "#components/settings/rights/use-action-title.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { LongSelect } from "#components/settings/long-select.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Thing = { thread: string } | { lead: string } | { channel: string };

/** "May Mei reply to this conversation, and why?" */
export function ExplainCard() {
  const t = useTranslations("settings.rights.explain");
  const common = useTranslations("common");
  const title = useActionTitle();
  const agents = useAgents().data ?? [];
  const [agent, setAgent] = useState("");
  const [action, setAction] = useState<ActionKey | "">("");
  const [address, setAddress] = useState("");
  const thing = thingAt(address);
  const isWrong = address.trim() !== "" && thing === null;
  return (
    <Card title={t("title")} hint={t("hint")}>
      <div className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("person")}>
            {(ids) => (
              <LongSelect
                {...ids}
                value={agent}
                onValueChange={setAgent}
                placeholder={t("choose")}
                groups={agents.map(({ id, name }) => ({
                  value: id,
                  label: name,
                }))}
              />
            )}
          </Field>
          <Field label={t("action")}>
            {(ids) => (
              <LongSelect
                {...ids}
                value={action}
                onValueChange={(chosen) => setAction(chosen as ActionKey)}
                placeholder={t("choose")}
                groups={ACTION_KEYS.map((key) => ({
                  value: key,
                  label: title(key),
                }))}
              />
            )}
          </Field>
        </div>
        <Field
          label={t("thing")}
          optional={common("optional")}
          hint={t("thingHint")}
          error={isWrong ? t("thingWrong") : undefined}
        >
          {(ids) => (
            <Input
              {...ids}
              value={address}
              onChange={({ target }) => setAddress(target.value)}
              autoComplete="off"
            />
          )}
        </Field>
        {agent !== "" && action !== "" && !isWrong && (
          <Answer agent={agent} action={action} thing={thing} />
        )}
      </div>
    </Card>
  );
}

function Answer({
  agent,
  action,
  thing,
}: {
  agent: string;
  action: ActionKey;
  thing: Thing | null;
}) {
  const t = useTranslations("settings.rights.explain");
  const sentence = useSentence();
  const words = useErrorWords();
  const query = { agent, action, ...thing };
  const { data, error } = useQuery({
    queryKey: liveKey("explanation", JSON.stringify(query)),
    queryFn: ({ signal }) =>
      api<Explanation>("/access/explain", { query, signal }),
    retry: false,
  });
  if (error)
    return (
      <Notice tone="danger" role="alert">
        {words(error)}
      </Notice>
    );
  if (!data) return null;
  return (
    <div role="status" className="flex items-start gap-3 text-sm">
      <Badge tone={data.allowed ? "success" : "danger"}>
        {data.allowed ? t("allowed") : t("refused")}
      </Badge>
      <p>{data.reasons.map(sentence).join(" ")}</p>
    </div>
  );
}

function useSentence(): (reason: Reason) => string {
  const t = useTranslations("settings.rights.reasons");
  const roles = useTranslations("roles");
  const title = useActionTitle();
  return ({ code, values }) => {
    const { name = "", owner = "", role, action } = values;
    return t(code, {
      name,
      owner,
      role: role === undefined ? "" : roles(role as Role),
      action: action === undefined ? "" : title(action as ActionKey),
    });
  };
}

const PLACES = [
  [/\/inbox\/([\w-]{36})/, "thread"],
  [/\/leads\/([\w-]{36})/, "lead"],
  [/\/settings\/channels\/([\w-]{36})/, "channel"],
] as const;

/** The thing that an address of the console shows; null: none. Pure. */
function thingAt(address: string): Thing | null {
  for (const [pattern, kind] of PLACES) {
    const id = pattern.exec(address)?.[1];
    if (id !== undefined) return { [kind]: id } as Thing;
  }
  return null;
}
