import type { VoiceFormat } from "#contract/channels/rules/rules.ts";
import { OGG_RECORDING } from "./voice-format.ts";
import { toWav } from "./wav.ts";

/** A longer one stops here: as WAV it has 10 MB, which all channels take. */
export const MAX_VOICE_SECONDS = 300;

/** denied: not allowed by the agent or the browser; none: no microphone; busy: another program has it. */
export type VoiceTrouble = "denied" | "none" | "busy" | "failed";

/**
 * asking: the browser asks for the microphone → recording ⇄ paused → preparing:
 * the file is made → ready. Any of them → failed, which only `close` leaves.
 */
export type VoiceState =
  | { kind: "asking" | "recording" | "paused" | "preparing" }
  | { kind: "failed"; trouble: VoiceTrouble }
  | { kind: "ready"; file: File };

export type Recorder = {
  pause(): void;
  resume(): void;
  /** Ends the recording; its file comes with the state. */
  stop(): void;
  /** Recorded so far, without pauses. */
  seconds(): number;
  /** Releases the microphone. `onFile` gets what was recorded, once its file is made; left out: it is discarded. */
  close(onFile?: (file: File) => void): void;
};

/** Asks for the microphone and records at once. It stops at MAX_VOICE_SECONDS. */
export function startRecorder(
  format: VoiceFormat,
  onState: (state: VoiceState) => void,
): Recorder {
  let state: VoiceState = { kind: "asking" };
  let isClosed = false;
  let onLast: ((file: File) => void) | undefined;
  let recorder: MediaRecorder | undefined;
  let limit: ReturnType<typeof setTimeout> | undefined;
  let recordedMs = 0;
  let resumedAt: number | null = null;

  const set = (next: VoiceState) => {
    state = next;
    if (isClosed && next.kind === "ready") onLast?.(next.file);
    if (!isClosed) onState(next);
  };
  const elapsedMs = () =>
    recordedMs + (resumedAt === null ? 0 : performance.now() - resumedAt);
  const runClock = (isRunning: boolean) => {
    recordedMs = elapsedMs();
    resumedAt = isRunning ? performance.now() : null;
    clearTimeout(limit);
    if (isRunning)
      limit = setTimeout(stop, MAX_VOICE_SECONDS * 1000 - recordedMs);
  };
  function stop(): void {
    if (recorder && recorder.state !== "inactive") recorder.stop();
  }

  async function record(): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const release = () => stream.getTracks().forEach((track) => track.stop());
    if (isClosed) {
      release();
      return;
    }
    const made = new MediaRecorder(
      stream,
      format === "ogg" ? { mimeType: OGG_RECORDING } : {},
    );
    recorder = made;
    const parts: Blob[] = [];
    made.ondataavailable = ({ data }) => parts.push(data);
    made.onpause = () => {
      runClock(false);
      set({ kind: "paused" });
    };
    made.onresume = () => {
      runClock(true);
      set({ kind: "recording" });
    };
    // Also when the microphone is unplugged: what was recorded until then stays.
    made.onstop = () => {
      runClock(false);
      release();
      if (isClosed && !onLast) return;
      set({ kind: "preparing" });
      void toFile(new Blob(parts, { type: made.mimeType }), format).then(
        (file) => set({ kind: "ready", file }),
        () => set({ kind: "failed", trouble: "failed" }),
      );
    };
    made.start();
    runClock(true);
    set({ kind: "recording" });
  }

  void record().catch((error: unknown) =>
    set({ kind: "failed", trouble: troubleOf(error) }),
  );
  return {
    pause: () => recorder?.state === "recording" && recorder.pause(),
    resume: () => recorder?.state === "paused" && recorder.resume(),
    stop,
    seconds: () => Math.floor(elapsedMs() / 1000),
    close(onFile) {
      if (state.kind === "ready") onFile?.(state.file);
      isClosed = true;
      onLast = onFile;
      stop();
    },
  };
}

async function toFile(recorded: Blob, format: VoiceFormat): Promise<File> {
  const sound = format === "wav" ? await toWav(recorded) : recorded;
  // ASCII alone: some vendors refuse other names.
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, "-");
  return new File([sound], `voice-note-${time}.${format}`, {
    type: `audio/${format}`,
  });
}

function troubleOf(error: unknown): VoiceTrouble {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}
