"use client";

import { SendHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { ThreadOffer } from "#contract/threads/offer.ts";
import { isVisible } from "#contract/text/text.ts";
import { useChangeDraft } from "#components/live/stores/draft-store.ts";
import type { ChannelName } from "#contract/channels/channel.ts";
import { useThreadChannel } from "#components/thread/channel/use-thread-channel.ts";
import { useReplyRights } from "#components/thread/rights/use-reply-rights.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useReply } from "#components/live/actions/use-reply.ts";
import { useAnswerOffer } from "#components/thread/offers/use-answer-offer.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { toast } from "#components/page/toast.ts";

/**
 * A first message to the customer that accepts by being sent. If another agent
 * was faster, the text is kept as the draft of that thread.
 */
export function QuickReply(props: { offer: ThreadOffer; disabled: boolean }) {
  const channel = useThreadChannel(props.offer.threadId);
  return channel ? <ReadyReply {...props} channel={channel} /> : null;
}

function ReadyReply({
  offer,
  disabled,
  channel,
}: {
  offer: ThreadOffer;
  disabled: boolean;
  channel: ChannelName;
}) {
  const t = useTranslations("offers");
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const { accept } = useAnswerOffer();
  const reply = useReply();
  const openThread = useOpenThread();
  const change = useChangeDraft(offer.threadId);
  // As if it were mine already: other reasons against writing remain, such as a closed window.
  const asMine = { ...offer.thread, owner: null, routedTo: null };
  const rights = useReplyRights(asMine, channel);
  const keep = (said: string, notice: string | null) => {
    change((held) => ({
      kind: "message",
      text: [said, held.text].filter(Boolean).join("\n"),
      notice,
    }));
    toast(t("keptAsDraft"), {
      action: {
        label: t("showDraft"),
        onClick: () => openThread(offer.threadId),
      },
    });
  };
  // The offer ended during typing: the text is not lost.
  const unsent = useRef<() => void>(undefined);
  useEffect(() => {
    unsent.current = () => {
      if (isVisible(text) && !isBusy) keep(text.trim(), null);
    };
  });
  useEffect(() => () => unsent.current?.(), []);
  if (rights.kind === "blocked") return null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const said = text.trim();
    if (!isVisible(said) || isBusy) return;
    setBusy(true);
    if (!(await accept(offer))) {
      setText("");
      setBusy(false);
      keep(said, t("notSent"));
      return;
    }
    const outcome = await reply.send(
      offer.threadId,
      {
        kind: "message",
        text: said,
        attachments: [],
        replyTo: null,
      },
      channel.rules,
    );
    if (outcome.kind === "returned") keep(said, t("notSent"));
  };
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="mt-2.5 flex gap-1"
    >
      <Input
        value={text}
        maxLength={2_000}
        disabled={isBusy}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          // Leaves the field and returns to the earlier focus.
          if (event.key !== "Escape") return;
          event.stopPropagation();
          event.currentTarget.blur();
        }}
        placeholder={t("replyPlaceholder")}
        aria-label={t("reply")}
        autoComplete="off"
        enterKeyHint="send"
      />
      {isVisible(text) && (
        <IconButton
          type="submit"
          label={t("replyAndAccept")}
          disabled={disabled || isBusy}
          className="text-primary"
        >
          <SendHorizontal />
        </IconButton>
      )}
    </form>
  );
}
