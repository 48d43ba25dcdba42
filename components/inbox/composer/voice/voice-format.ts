import type {
  ChannelRules,
  VoiceFormat,
} from "#contract/channels/rules/rules.ts";

/** The type of recording in which a browser makes Ogg with Opus. */
export const OGG_RECORDING = "audio/ogg;codecs=opus";

/** The format in which this browser can record a voice note that the channel plays; null: none. */
export function voiceFormatFor({
  attachments,
  voiceFormats,
}: Pick<ChannelRules, "attachments" | "voiceFormats">): VoiceFormat | null {
  // Browsers give no microphone to a page without HTTPS; then there are no devices either.
  const canRecord =
    attachments &&
    typeof MediaRecorder !== "undefined" &&
    "mediaDevices" in navigator;
  return (canRecord && voiceFormats.find(canMake)) || null;
}

function canMake(format: VoiceFormat): boolean {
  return format === "ogg"
    ? MediaRecorder.isTypeSupported(OGG_RECORDING)
    : typeof OfflineAudioContext !== "undefined";
}
