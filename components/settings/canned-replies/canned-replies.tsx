"use client";

import { MessageSquareQuote } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { isActive } from "#contract/canned/active.ts";
import type { CannedReply } from "#contract/canned/canned-reply.ts";
import { truncate } from "#contract/text/text.ts";
import { useCannedReplies } from "#components/live/queries/use-directory.ts";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { languageName } from "#components/words/times.ts";
import { useNow } from "#components/page/use-now.ts";
import { CannedCsvButtons } from "./canned-csv-buttons.tsx";
import { useSuggestedText } from "#components/live/stores/sent-texts.ts";
import { SuggestedReply } from "./suggested-reply.tsx";
import { CannedReplyForm } from "./canned-reply-form.tsx";
import { useScopeName } from "./use-scope-name.ts";

/** About a row; on a phone, three lines. */
const SHOWN_TEXT = 90;

/** The canned replies that the agent can use; those that are theirs to change have the buttons for it. */
export function CannedReplies() {
  const t = useTranslations("settings.cannedReplies");
  const query = useCannedReplies();
  const now = new Date(useNow());
  const channelWords = useTranslations("settings.channels");
  const locale = useLocale();
  const scopeName = useScopeName();
  // A text for everyone goes without saying.
  const languagesOf = ({ bodies }: CannedReply) => {
    const names = Object.keys(bodies).map((language) =>
      language === "*"
        ? channelWords("everybody")
        : languageName(locale, language),
    );
    return names.length === 1 && "*" in bodies ? [] : [names.join(", ")];
  };
  // Agents without the right to change a reply can read it here.
  const beginOf = ({ bodies }: CannedReply) =>
    truncate(bodies["*"] ?? Object.values(bodies)[0] ?? "", SHOWN_TEXT);
  const suggested = useSuggestedText(({ text }) => text);
  return (
    <>
      <ResourcePage<CannedReply>
        noun="canned-replies"
        words="cannedReplies"
        query={query}
        pageActions={
          <CannedCsvButtons canExport={(query.data ?? []).length > 0} />
        }
        nameOf={({ title }) => title}
        isByName
        textOf={({ title, shortcut, category, bodies }) =>
          [title, shortcut, category, ...Object.values(bodies)].join(" ")
        }
        mayChange={({ mayEdit }) => mayEdit}
        mayDuplicate
        icon={<MessageSquareQuote />}
        badgesOf={(reply) => (
          <>
            {reply.category !== "" && <Badge>{reply.category}</Badge>}
            <Badge tone={reply.scope === "private" ? "note" : "neutral"}>
              {scopeName(reply.scope)}
            </Badge>
            {!isActive(reply, now) && <Badge>{t("inactive")}</Badge>}
          </>
        )}
        detailOf={(reply) =>
          [`/${reply.shortcut}`, ...languagesOf(reply), beginOf(reply)].join(
            " · ",
          )
        }
        renderDialog={({ item, ...dialog }) => (
          <CannedReplyForm reply={item} {...dialog} />
        )}
      />
      {suggested !== null && (
        <SuggestedReply
          text={suggested}
          onClose={() => useSuggestedText.setState({ text: null })}
        />
      )}
    </>
  );
}
