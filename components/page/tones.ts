const CHIME_HZ = [660, 880];
const RING_HZ = [784, 988, 784, 988];
const TONE_SECONDS = 0.12;
const LOUDNESS = 0.06;
// A burst of ten messages is one sound.
const QUIET_MS = 1_500;

let context: AudioContext | null = null;
let lastPlayedAt = 0;

/** Two short tones, generated here: there is no file to fetch. Browsers allow sound only after a first click. */
export function playChime(): void {
  const now = Date.now();
  if (now - lastPlayedAt < QUIET_MS) return;
  lastPlayedAt = now;
  playTones(CHIME_HZ);
}

/** One ring; an open offer repeats it. */
export function playRing(): void {
  lastPlayedAt = Date.now();
  playTones(RING_HZ);
}

function playTones(tones: readonly number[]): void {
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  tones.forEach((frequency, index) => {
    const oscillator = new OscillatorNode(context!, { frequency });
    const gain = new GainNode(context!, { gain: 0 });
    const start = currentTime + index * TONE_SECONDS;
    gain.gain.setValueAtTime(LOUDNESS, start);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + TONE_SECONDS * 1.6);
    oscillator.connect(gain).connect(destination);
    oscillator.start(start);
    oscillator.stop(start + TONE_SECONDS * 1.8);
  });
}
