"use client";

import { useTranslations } from "next-intl";
import {
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { MAX_REPLY_FILES } from "#contract/channels/rules/reply-limits.ts";
import type { Attachment } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { variablesIn } from "#contract/canned/variables.ts";
import { isVisible } from "#contract/text/text.ts";
import { AttachmentTray } from "#components/inbox/composer/attachment-tray.tsx";
import { BlockedBanner } from "#components/inbox/composer/blocked-banner.tsx";
import { CannedList } from "#components/inbox/composer/canned/canned-list.tsx";
import { useCanned } from "#components/inbox/composer/canned/use-canned.ts";
import { MentionList } from "#components/inbox/composer/mentions/mention-list.tsx";
import { useMentions } from "#components/inbox/composer/mentions/use-mentions.ts";
import { insertText } from "#components/inbox/text/insert-text.ts";
import { ComposerBar } from "#components/inbox/composer/composer-bar.tsx";
import { ComposerHead } from "#components/inbox/composer/composer-head.tsx";
import {
  hasReply,
  useChangeDraft,
  useDraftValue,
} from "#components/live/stores/draft-store.ts";
import { DropZone } from "#components/inbox/composer/drop-zone.tsx";
import { MessageField } from "#components/inbox/composer/message-field.tsx";
import { ReplyChip } from "#components/inbox/composer/reply-chip.tsx";
import { SendLaterButton } from "#components/inbox/composer/scheduled/send-later-button.tsx";
import { SplitPreview } from "#components/inbox/composer/split-preview.tsx";
import { TeammateTyping } from "#components/inbox/composer/teammate-typing.tsx";
import { useSend } from "#components/inbox/composer/use-send.ts";
import type { ChannelName } from "#contract/channels/channel.ts";
import { useThreadChannel } from "#components/thread/channel/use-thread-channel.ts";
import { getCurrentThread } from "#components/thread/current-thread.ts";
import { abilitiesOf } from "#components/thread/rights/abilities.ts";
import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";
import { useReplyRights } from "#components/thread/rights/use-reply-rights.ts";
import { useTypingSignal } from "#components/inbox/composer/use-typing-signal.ts";
import { voiceFormatFor } from "#components/inbox/composer/voice/voice-format.ts";
import { WaitingNotice } from "#components/inbox/composer/waiting-notice.tsx";
import {
  cancelWaiting,
  useIsWaiting,
} from "#components/inbox/composer/waiting-send.ts";
import { useSubmit } from "#components/inbox/composer/use-submit.ts";
import { lazily } from "#components/page/lazily.ts";
import { wasWalkedTo } from "#components/navigation/selection.ts";
import { useUploads } from "#components/inbox/composer/uploads.ts";
import { cn } from "#components/ui/class-names.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { fileSize } from "#components/words/times.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useLocale } from "next-intl";

const VoiceRecorder = lazily(
  () => import("#components/inbox/composer/voice/voice-recorder.tsx"),
);

/** The composer for replies and notes, shown once the channel's rules are loaded. */
export function Composer({ thread }: { thread: Thread }) {
  const t = useTranslations("seeAs");
  const { name, seenBy } = useMe();
  const channel = useThreadChannel(thread.id);
  if (seenBy) return <Notice>{t("composer", { name })}</Notice>;
  if (!channel) return <div aria-busy className="h-24" />;
  return <ReadyComposer thread={thread} channel={channel} />;
}

/** Typing renders only the field again, not the rest. */
function ReadyComposer({
  thread,
  channel,
}: {
  thread: Thread;
  channel: ChannelName;
}) {
  const t = useTranslations("composer");
  const locale = useLocale();
  const customerName = useCustomerName();
  const errorWords = useErrorWords();
  const me = useMe();
  const threadId = thread.id;
  const rights = useReplyRights(thread, channel);
  const { rules } = channel;
  const change = useChangeDraft(threadId);
  const kind = useDraftValue(threadId, (draft) => draft.kind);
  const notice = useDraftValue(threadId, (draft) => draft.notice);
  const replyTo = useDraftValue(threadId, (draft) => draft.replyTo);
  const attachments = useDraftValue(threadId, (draft) => draft.attachments);
  const isWritten = useDraftValue(threadId, hasReply);
  const setNotice = useCallback(
    (words: string | null) => change({ notice: words }),
    [change],
  );
  const field = useRef<HTMLTextAreaElement>(null);
  const typing = useTypingSignal(threadId);
  const isNote = kind === "note";
  const isBlocked = !isNote && rights.kind === "blocked";

  const onUploaded = useCallback(
    (attachment: Attachment) =>
      change((held) => ({ attachments: [...held.attachments, attachment] })),
    [change],
  );
  const uploads = useUploads(threadId, rules, onUploaded);
  /** True: all of them are taken. */
  const addFiles = (files: readonly File[]): boolean => {
    if (isBlocked || files.length === 0) return false;
    const room = MAX_REPLY_FILES - attachments.length - uploads.items.length;
    const refused = uploads.add(files.slice(0, Math.max(0, room)));
    const [first] = refused;
    if (first)
      setNotice(
        t("fileTooLarge", {
          name: first.name,
          limit: fileSize(locale, first.maxBytes),
        }),
      );
    else if (files.length > room)
      setNotice(t("tooManyFiles", { max: MAX_REPLY_FILES }));
    field.current?.focus();
    return refused.length === 0 && files.length <= room;
  };

  const send = useSend({ threadId, rules, change, onReturned: setNotice });
  const deliver = useSubmit(thread, send);
  const isUploading = uploads.items.some(({ error }) => error === null);
  const isWaiting = useIsWaiting(threadId);
  const canSend = !isBlocked && !isWaiting && (isWritten || isUploading);
  const voiceFormat = useSyncExternalStore(
    neverChanges,
    () => voiceFormatFor(rules),
    () => null,
  );
  const [isRecording, setRecording] = useState(false);
  const canned = useCanned({
    threadId,
    locale: thread.customer.locale,
    isOff: isNote || isBlocked,
    field,
    onFilled: ({ text, missing, attachments: files }, { from, to }) => {
      field.current?.setSelectionRange(from, to);
      insertText(field.current, text);
      if (files.length > 0)
        change((held) => ({ attachments: [...held.attachments, ...files] }));
      if (missing.length > 0) askToFillIn();
    },
    onFailed: (error) => setNotice(errorWords(error)),
  });
  const mentions = useMentions({
    isOff: !isNote,
    onChosen(name, { from, to }) {
      field.current?.setSelectionRange(from, to);
      insertText(field.current, `@${name} `);
    },
  });
  /** Selects the first variable that has no value, and says so. */
  const askToFillIn = () => {
    const element = field.current;
    const [first] = variablesIn(element?.value ?? "");
    if (!element || first === undefined) return;
    const from = element.value.indexOf(first);
    element.focus();
    element.setSelectionRange(from, from + first.length);
    setNotice(t("canned.fillIn", { variable: first }));
  };
  const submit = (then?: () => void) => {
    if (canSend) submitNow(then);
  };
  const submitNow = (then?: () => void) => {
    if (!isNote && variablesIn(field.current?.value ?? "").length > 0) {
      askToFillIn();
      return;
    }
    typing.off();
    deliver(then);
    field.current?.focus();
  };
  // The reply goes first: one that is refused must not leave a closed conversation behind.
  const submitAndClose = () =>
    submit(() => {
      const current = getCurrentThread();
      if (current?.thread.id === threadId) current.run("close");
    });
  const canClose = abilitiesOf(thread, useThreadManager()).close;

  // After a click or a key the field gets the focus. On a phone its keyboard would hide the thread.
  useEffect(() => {
    if (wasWalkedTo()) return;
    if (window.matchMedia("(pointer: fine)").matches) field.current?.focus();
  }, []);
  // "Reply" in a message's menu focuses the field.
  const replyToId = replyTo?.id;
  useEffect(() => {
    if (replyToId) field.current?.focus();
  }, [replyToId]);

  return (
    <DropZone onFiles={addFiles} disabled={isBlocked}>
      <div
        className={cn(
          "relative rounded-lg border border-input bg-background transition-colors focus-within:border-ring",
          isNote &&
            "border-note-border bg-note focus-within:border-note-foreground/50",
        )}
      >
        {!isNote && rights.kind === "blocked" && (
          <BlockedBanner blocked={rights} thread={thread} />
        )}
        <ComposerHead
          kind={kind}
          onKind={(kind) => {
            cancelWaiting(threadId);
            change({ kind });
            field.current?.focus();
          }}
          rights={rights}
          isTest={thread.test}
        />
        {!isNote && <TeammateTyping threadId={threadId} />}
        {notice && (
          <Notice tone="warning" role="alert" className="mx-2 mt-1">
            {notice}
          </Notice>
        )}
        {isWaiting && (
          <WaitingNotice
            isNote={isNote}
            onCancel={() => {
              cancelWaiting(threadId);
              field.current?.focus();
            }}
          />
        )}
        {!isNote && replyTo && (
          <ReplyChip
            replyTo={
              replyTo.authorType === "customer"
                ? { ...replyTo, authorName: customerName(thread.customer) }
                : replyTo
            }
            onRemove={() => change({ replyTo: null })}
          />
        )}
        {canned.list && (
          <CannedList list={canned.list} locale={thread.customer.locale} />
        )}
        {mentions.list && <MentionList list={mentions.list} />}
        <MessageField
          ref={field}
          typed={isNote ? mentions.field : canned.field}
          threadId={threadId}
          isNote={isNote}
          isDisabled={isBlocked}
          placeholder={isBlocked ? t("blockedPlaceholder") : undefined}
          onChange={(value) => {
            const notice = cancelWaiting(threadId)
              ? t("waiting.changed")
              : null;
            change({ [isNote ? "note" : "text"]: value, notice });
            if (isNote) return;
            if (isVisible(value)) typing.on();
            else typing.off();
          }}
          onBlur={typing.off}
          onSubmit={() => submit()}
          onSubmitAndClose={isNote || !canClose ? undefined : submitAndClose}
          onFiles={addFiles}
          onEscape={() => cancelWaiting(threadId)}
        />
        <AttachmentTray
          attachments={attachments}
          uploads={uploads.items}
          onRemoveUpload={uploads.remove}
          onRemove={(id) =>
            change((held) => ({
              attachments: held.attachments.filter((file) => file.id !== id),
            }))
          }
        />
        {!isNote && <SplitPreview threadId={threadId} rules={rules} />}
        {isRecording && voiceFormat !== null ? (
          <Suspense fallback={<div aria-busy className="h-11" />}>
            <VoiceRecorder
              format={voiceFormat}
              isNote={isNote}
              canSend={!isBlocked}
              onAdd={(file) => addFiles([file])}
              onSend={(file) => {
                const isTaken = addFiles([file]);
                if (isTaken) submitNow();
                return isTaken;
              }}
              onLeft={(file) => void uploads.add([file])}
              onClose={() => {
                setRecording(false);
                field.current?.focus();
              }}
            />
          </Suspense>
        ) : (
          <ComposerBar
            threadId={threadId}
            rules={rules}
            isNote={isNote}
            isDisabled={isBlocked}
            canSend={canSend}
            onSend={() => submit()}
            onSendAndClose={isNote || !canClose ? undefined : submitAndClose}
            onFiles={addFiles}
            later={
              isNote || thread.test ? null : (
                <SendLaterButton
                  thread={thread}
                  channel={channel}
                  disabled={!canSend || isUploading}
                />
              )
            }
            onVoice={
              voiceFormat === null ? undefined : () => setRecording(true)
            }
            onEmoji={(emoji) => insertText(field.current, emoji)}
            onCanned={
              isNote || !isTeammate(me.role)
                ? undefined
                : () => insertText(field.current, slashFor(field.current))
            }
            onMacros={
              thread.readOnly || !isTeammate(me.role)
                ? undefined
                : () => getCurrentThread()?.openMacros()
            }
          />
        )}
      </div>
    </DropZone>
  );
}

function neverChanges(): () => void {
  return () => undefined;
}

/** A slash that opens the list of canned replies: it stands after white space. */
function slashFor(field: HTMLTextAreaElement | null): string {
  const before = field?.value.slice(0, field.selectionStart) ?? "";
  return before === "" || /\s$/u.test(before) ? "/" : " /";
}
