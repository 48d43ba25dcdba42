/** Hertz: enough for a voice, and a third of the bytes of a browser's own rate. */
const SAMPLE_RATE = 16_000;
const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;
const LOUDEST = 0x7fff;
const PCM = 1;

/** Turns a recording of this browser into WAV: one channel, 16 kHz, 16 bits. @throws DOMException: it has no sound to decode */
export async function toWav(recorded: Blob): Promise<Blob> {
  // Decoding resamples to the rate of its context, whose length has no influence.
  const context = new OfflineAudioContext(1, 1, SAMPLE_RATE);
  const sound = await context.decodeAudioData(await recorded.arrayBuffer());
  const channels = Array.from({ length: sound.numberOfChannels }, (_, at) =>
    sound.getChannelData(at),
  );
  return new Blob([encodeWav(mixDown(channels), SAMPLE_RATE)], {
    type: "audio/wav",
  });
}

/** The average of all channels. Pure. */
export function mixDown(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = channels;
  if (channels.length < 2) return first;
  return first.map(
    (_, at) =>
      channels.reduce((sum, channel) => sum + (channel[at] ?? 0), 0) /
      channels.length,
  );
}

/** WAV of one channel with 16 bits. Samples are between -1 and 1; louder ones are cut. Pure. */
export function encodeWav(
  samples: Float32Array,
  sampleRate: number,
): ArrayBuffer {
  const dataBytes = samples.length * SAMPLE_BYTES;
  const bytes = new ArrayBuffer(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes);
  const text = (at: number, value: string) => {
    for (const [index, character] of [...value].entries())
      view.setUint8(at + index, character.charCodeAt(0));
  };
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // bytes of the format's description
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * SAMPLE_BYTES, true);
  view.setUint16(32, SAMPLE_BYTES, true);
  view.setUint16(34, SAMPLE_BYTES * 8, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  for (const [at, sample] of samples.entries())
    view.setInt16(
      HEADER_BYTES + at * SAMPLE_BYTES,
      Math.round(Math.max(-1, Math.min(1, sample)) * LOUDEST),
      true,
    );
  return bytes;
}
