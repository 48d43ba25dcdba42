"use client";

import { useTranslations } from "next-intl";

type Advice = { message: string; fix: string };

/**
 * What is wrong with a channel and what to do, in the agent's language: in the words of its kind where
 * it has words of its own. Null: a problem that this release does not know.
 */
export function useProblemWords(): (
  kind: string,
  code: string,
) => Advice | null {
  const t = useTranslations("settings.channels");
  return (kind, code) => {
    for (const place of [`${kind}.problems`, "problems"]) {
      const key = `${place}.${code}` as "problems.route_dead";
      if (t.has(`${key}.message`))
        return { message: t(`${key}.message`), fix: t(`${key}.fix`) };
    }
    return null;
  };
}
