const CHIME_HZ = [660, 880];
const RING_HZ = [784, 988, 784, 988];
const TONE_SECONDS = 0.12;
/** At full volume. */
const LOUDNESS = 0.1;
// A burst of ten messages is one sound.
const QUIET_MS = 1_500;

let context: AudioContext | null = null;
let lastPlayedAt = 0;

/** Two short tones, generated here: there is no file to fetch. `volume`: 0 to 1. */
export function playChime(volume: number): void {
  const now = Date.now();
  if (now - lastPlayedAt < QUIET_MS) return;
  lastPlayedAt = now;
  playTones(CHIME_HZ, volume);
}

/** One ring; an open offer repeats it. */
export function playRing(volume: number): void {
  lastPlayedAt = Date.now();
  playTones(RING_HZ, volume);
}

/** Whether the browser lets this tab sound. Most do so only after a first click or key. */
export function maySound(): boolean {
  const { userActivation } = navigator as { userActivation?: UserActivation };
  if (userActivation?.hasBeenActive) return true;
  // An installed app, or a site that the person trusts, may sound at once.
  context ??= new AudioContext();
  return context.state === "running";
}

/** Plays a chime in a click and tells whether the browser took it. */
export async function testSound(volume: number): Promise<boolean> {
  context ??= new AudioContext();
  await context.resume().catch(() => undefined);
  if (context.state !== "running") return false;
  playTones(CHIME_HZ, volume);
  return true;
}

function playTones(tones: readonly number[], volume: number): void {
  if (volume <= 0) return;
  context ??= new AudioContext();
  // Made before the first click, it sleeps until it is woken.
  if (context.state === "suspended")
    void context.resume().catch(() => undefined);
  const { currentTime, destination } = context;
  tones.forEach((frequency, index) => {
    const oscillator = new OscillatorNode(context!, { frequency });
    const gain = new GainNode(context!, { gain: 0 });
    const start = currentTime + index * TONE_SECONDS;
    gain.gain.setValueAtTime(LOUDNESS * volume, start);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + TONE_SECONDS * 1.6);
    oscillator.connect(gain).connect(destination);
    oscillator.start(start);
    oscillator.stop(start + TONE_SECONDS * 1.8);
  });
}
