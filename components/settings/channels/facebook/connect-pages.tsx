"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ConnectedPages, LoginPage } from "#contract/channels/login.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { ConnectResults } from "#components/settings/channels/facebook/connect-results.tsx";
import { DepartmentSelect } from "#components/settings/department-select.tsx";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Each page takes Meta a second or more, and a request must not take long. */
const PER_REQUEST = 8;

const NONE: ConnectedPages = { items: [], failed: [] };

/** The destination of new pages, the button that connects the chosen ones, and what came of each. */
export function ConnectPages({
  pages,
  onDone,
  onEnded,
}: {
  pages: LoginPage[];
  onDone: () => void;
  onEnded: () => void;
}) {
  const t = useTranslations("settings.channels.facebook");
  const channels = useTranslations("settings.channels");
  const words = useErrorWords();
  const refresh = useRefresh("channels");
  const [open, setOpen] = useState<Destination | null>(null);
  const [departmentId, setDepartmentId] = useState<string | null>(null);
  const [past, setPast] = useState(false);
  const [results, setResults] = useState<ConnectedPages>(NONE);
  const connect = useMutation({
    mutationFn: async () => {
      const ids = pages.map(({ pageId }) => pageId);
      let all = NONE;
      setResults(all);
      for (let at = 0; at < ids.length; at += PER_REQUEST) {
        const part = await api<ConnectedPages>("/channels/oauth/pages", {
          method: "POST",
          body: {
            pageIds: ids.slice(at, at + PER_REQUEST),
            route: { open },
            ...(departmentId === null ? {} : { departmentId }),
            import: past,
          },
        });
        all = {
          items: [...all.items, ...part.items],
          failed: [...all.failed, ...part.failed],
        };
        // Shown as they come: fifty pages take a while.
        setResults(all);
      }
    },
    onSuccess: onDone,
    onSettled: () => void refresh(),
    onError: (error) => {
      if (error instanceof ApiError && error.code === "wrong_state") onEnded();
    },
  });
  const hasNew = pages.some(({ connectedAs }) => connectedAs === null);
  return (
    <>
      {hasNew && (
        <Card title={t("newPages")} hint={t("newPagesHint")}>
          <div className="space-y-4">
            <Field label={channels("destination")}>
              {(control) => (
                <DestinationSelect
                  {...control}
                  value={open}
                  onChange={setOpen}
                  nowhere={channels("nowhere")}
                />
              )}
            </Field>
            <Field label={t("department")}>
              {(control) => (
                <DepartmentSelect
                  {...control}
                  value={departmentId}
                  onChange={setDepartmentId}
                />
              )}
            </Field>
            <SwitchField
              label={t("import")}
              hint={t("importHint")}
              checked={past}
              onChange={setPast}
            />
          </div>
        </Card>
      )}
      {connect.isError && (
        <Notice tone="danger" role="alert" className="mb-4">
          {words(connect.error)}
        </Notice>
      )}
      <div className="mb-5 flex justify-end">
        <Button
          variant="primary"
          disabled={pages.length === 0}
          busy={connect.isPending}
          onClick={() => connect.mutate()}
        >
          {t("connect", { count: pages.length })}
        </Button>
      </div>
      <ConnectResults results={results} isDone={connect.isSuccess} />
    </>
  );
}
