"use client";

import { ArrowDown, ArrowUp, Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Macro } from "#contract/macros/macro.ts";
import { api } from "#components/live/transport/api.ts";
import { useMacros } from "#components/live/queries/use-directory.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { toast } from "#components/page/toast.ts";
import { useScopeName } from "#components/settings/canned-replies/use-scope-name.ts";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { useStepWords } from "#components/thread/use-step-words.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { MacroForm } from "./macro-form.tsx";

/** The macros that the agent can run; those that are theirs to change have the buttons for it. */
export function Macros() {
  const query = useMacros();
  const scopeName = useScopeName();
  const stepWords = useStepWords();
  return (
    <ResourcePage<Macro>
      noun="macros"
      query={query}
      mayChange={({ mayEdit }) => mayEdit}
      mayDuplicate
      icon={<Zap />}
      badgesOf={({ scope }) => (
        <Badge tone={scope === "private" ? "note" : "neutral"}>
          {scopeName(scope)}
        </Badge>
      )}
      detailOf={({ steps }) => steps.map(stepWords).join(" · ")}
      moreActionsOf={(macro) => (
        <MoveButtons macro={macro} all={query.data ?? []} />
      )}
      renderDialog={({ item, ...dialog }) => (
        <MacroForm macro={item} {...dialog} />
      )}
    />
  );
}

/** Moves a macro among those of its scope; none where it stands alone. */
function MoveButtons({ macro, all }: { macro: Macro; all: readonly Macro[] }) {
  const t = useTranslations("settings.macros");
  const words = useErrorWords();
  const refresh = useRefresh("macros");
  const of = JSON.stringify(macro.scope);
  const peers = all.filter(({ scope }) => JSON.stringify(scope) === of);
  if (peers.length < 2) return null;
  const at = peers.findIndex(({ id }) => id === macro.id);
  const move = async (position: number) => {
    try {
      await api(`/macros/${macro.id}`, { method: "PATCH", body: { position } });
      await refresh();
    } catch (error) {
      toast.error(words(error));
    }
  };
  return (
    <>
      <IconButton
        label={t("up", { name: macro.name })}
        disabled={at === 0}
        onClick={() => void move(at - 1)}
      >
        <ArrowUp />
      </IconButton>
      <IconButton
        label={t("down", { name: macro.name })}
        disabled={at === peers.length - 1}
        onClick={() => void move(at + 1)}
      >
        <ArrowDown />
      </IconButton>
    </>
  );
}
