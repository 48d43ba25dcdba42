import {
  getPreferences,
  soundOf,
  type SoundKind,
} from "#components/live/stores/preferences.ts";
import { maySound, playChime } from "#components/page/tones.ts";

const SOUNDED = "parley.sounded";
const SOUND_LOCK = "parley.sound";
const VISIBLE_LOCK = "parley.visible";
const MAX_REMEMBERED = 50;

// Locks exist only on https and localhost; elsewhere each tab is alone.
const locksHere = () => (navigator as { locks?: LockManager }).locks;

/**
 * Sounds for one event, once in this browser: the first tab that may sound does so, and the others find its id.
 * @returns blocked: the browser does not let this tab sound, and none has sounded before it.
 */
export async function soundOnce(
  id: string,
  kind: SoundKind,
): Promise<"blocked" | "done"> {
  const preferences = getPreferences();
  const time = soundOf(preferences, kind);
  if (time === "off" || preferences.volume <= 0) return "done";
  if (time === "hidden" && (await isInSight())) return "done";
  const sound = () => {
    const known = sounded();
    if (known.includes(id)) return "done";
    if (!maySound()) return "blocked";
    remember([id, ...known]);
    playChime(preferences.volume);
    return "done";
  };
  return locksHere()?.request(SOUND_LOCK, sound) ?? sound();
}

/** Holds a lock while this tab is in sight, by which the others know. @returns stops it */
export function showInSight(): () => void {
  let leave: (() => void) | null = null;
  const look = () => {
    const isVisible = document.visibilityState === "visible";
    if (isVisible && !leave)
      void locksHere()
        ?.request(
          VISIBLE_LOCK,
          { mode: "shared" },
          () => new Promise<void>((resolve) => (leave = resolve)),
        )
        .catch(() => undefined);
    if (!isVisible) {
      leave?.();
      leave = null;
    }
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    leave?.();
    leave = null;
  };
}

async function isInSight(): Promise<boolean> {
  if (document.visibilityState === "visible") return true;
  const held = (await locksHere()?.query())?.held ?? [];
  return held.some(({ name }) => name === VISIBLE_LOCK);
}

function sounded(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SOUNDED) ?? "[]");
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return []; // storage is off, or not ours
  }
}

function remember(ids: readonly string[]): void {
  try {
    localStorage.setItem(SOUNDED, JSON.stringify(ids.slice(0, MAX_REMEMBERED)));
  } catch {
    // Without storage each tab sounds.
  }
}
