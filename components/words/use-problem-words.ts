"use client";

import { useTranslations } from "next-intl";

type Advice = { message: string; fix: string };

/**
 * Describes a problem of a channel and its remedy in the agent's language: in the words of its kind where
 * it has words of its own (null: not known). Null: a problem that this release does not know.
 */
export function useProblemWords(): (
  kind: string | null,
  code: string,
) => Advice | null {
  const t = useTranslations("settings.channels");
  const keyOf = useProblemKey();
  return (kind, code) => {
    const key = keyOf(kind, code);
    return key && { message: t(`${key}.message`), fix: t(`${key}.fix`) };
  };
}

/** The same without what to do: every page of the console has these words. */
export function useProblemCause(): (
  kind: string,
  code: string,
) => string | null {
  const t = useTranslations("settings.channels");
  const keyOf = useProblemKey();
  return (kind, code) => {
    const key = keyOf(kind, code);
    return key && t(`${key}.message`);
  };
}

function useProblemKey() {
  const t = useTranslations("settings.channels");
  return (kind: string | null, code: string) => {
    const general = `problems.${code}`;
    const keys =
      kind === null ? [general] : [`${kind}.problems.${code}`, general];
    const found = keys.find((key) =>
      t.has(`${key}.message` as "problems.route_dead.message"),
    );
    return (found ?? null) as "problems.route_dead" | null;
  };
}
