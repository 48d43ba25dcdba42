"use client";

import {
  Mic,
  Paperclip,
  Pause,
  SendHorizontal,
  Square,
  Trash2,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { VoiceFormat } from "#contract/channels/rules/rules.ts";
import { cn } from "#components/ui/class-names.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { clockText } from "#components/words/live-clock.tsx";
import {
  MAX_VOICE_SECONDS,
  startRecorder,
  type Recorder,
  type VoiceState,
} from "./recorder.ts";

const CLOCK_MS = 250;

/**
 * Records a voice note in the place of the composer's buttons. If the agent opens
 * another thread meanwhile, `onLeft` gets what was recorded.
 */
export default function VoiceRecorder({
  format,
  isNote,
  canSend,
  onAdd,
  onSend,
  onLeft,
  onClose,
}: {
  format: VoiceFormat;
  isNote: boolean;
  canSend: boolean;
  /** False: there is no room for it, and it stays here. */
  onAdd: (file: File) => boolean;
  onSend: (file: File) => boolean;
  onLeft: (file: File) => void;
  onClose: () => void;
}) {
  const t = useTranslations("composer.voice");
  const composer = useTranslations("composer");
  const [attempt, setAttempt] = useState(0);
  const { recorder, state } = useRecorder(format, attempt, onLeft);
  const seconds = useSeconds(recorder, state.kind === "recording");
  const discard = () => {
    recorder.current?.close();
    recorder.current = null;
    onClose();
  };
  const finish = (use: (file: File) => boolean) => {
    if (state.kind !== "ready" || !use(state.file)) return;
    recorder.current = null;
    onClose();
  };
  const isRunning = state.kind === "recording" || state.kind === "paused";
  return (
    <div
      role="group"
      aria-label={t("title")}
      className="@container flex flex-wrap items-center gap-1.5 px-2 pb-1.5"
    >
      {state.kind === "failed" ? (
        <>
          <Notice tone="warning" role="alert" className="w-full">
            {t(`trouble.${state.trouble}`)}
          </Notice>
          <div className="flex-1" />
          <Button onClick={discard}>{t("cancel")}</Button>
          <Button
            variant="primary"
            autoFocus
            onClick={() => setAttempt(attempt + 1)}
          >
            {t("again")}
          </Button>
        </>
      ) : (
        <>
          <span
            aria-hidden
            className={cn(
              "size-2.5 shrink-0 rounded-full bg-muted-foreground",
              state.kind === "recording" &&
                "bg-destructive motion-safe:animate-pulse",
            )}
          />
          {/* In a narrow composer the dot, the clock and the buttons say it, in one row. */}
          <span
            role="status"
            className={cn("min-w-0 text-sm", isRunning && "@max-md:sr-only")}
          >
            {state.kind === "ready"
              ? t("ready", { time: clockText(seconds) })
              : t(`states.${state.kind}`)}
          </span>
          {isRunning && (
            <span
              aria-hidden
              className="text-sm text-muted-foreground tabular-nums"
            >
              {clockText(seconds)}
              <span className="@max-md:hidden">
                {" "}
                / {clockText(MAX_VOICE_SECONDS)}
              </span>
            </span>
          )}
          {state.kind === "ready" && <Player file={state.file} />}
          <div className="flex-1" />
          <IconButton label={t("discard")} onClick={discard}>
            <Trash2 />
          </IconButton>
          {isRunning && (
            <>
              <Button
                onClick={() =>
                  state.kind === "paused"
                    ? recorder.current?.resume()
                    : recorder.current?.pause()
                }
              >
                {state.kind === "paused" ? <Mic /> : <Pause />}
                {state.kind === "paused" ? t("resume") : t("pause")}
              </Button>
              <Button
                variant="primary"
                autoFocus
                onClick={() => recorder.current?.stop()}
              >
                <Square />
                {t("stop")}
              </Button>
            </>
          )}
          {state.kind === "ready" && (
            <>
              <Button onClick={() => finish(onAdd)}>
                <Paperclip />
                {t("attach")}
              </Button>
              <Button
                variant="primary"
                autoFocus
                disabled={!canSend}
                onClick={() => finish(onSend)}
              >
                <SendHorizontal />
                {isNote ? composer("addNote") : composer("send")}
              </Button>
            </>
          )}
        </>
      )}
    </div>
  );
}

/** `recorder.current` is null once its recording has been used or discarded. */
function useRecorder(
  format: VoiceFormat,
  attempt: number,
  onLeft: (file: File) => void,
) {
  const [state, setState] = useState<VoiceState>({ kind: "asking" });
  const recorder = useRef<Recorder>(null);
  const left = useRef(onLeft);
  useEffect(() => {
    left.current = onLeft;
  });
  useEffect(() => {
    setState({ kind: "asking" });
    recorder.current = startRecorder(format, setState);
    return () => {
      const { current: use } = left;
      recorder.current?.close(use);
      recorder.current = null;
    };
  }, [format, attempt]);
  return { recorder, state };
}

function useSeconds(
  recorder: { readonly current: Recorder | null },
  isRunning: boolean,
): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const read = () => setSeconds(recorder.current?.seconds() ?? 0);
    read();
    if (!isRunning) return;
    const timer = setInterval(read, CLOCK_MS);
    return () => clearInterval(timer);
  }, [recorder, isRunning]);
  return seconds;
}

function Player({ file }: { file: File }) {
  const t = useTranslations("composer.voice");
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <audio
      controls
      src={url}
      aria-label={t("listen")}
      className="h-10 min-w-48 basis-full sm:max-w-72 sm:basis-48"
    />
  );
}
