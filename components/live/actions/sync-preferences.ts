import type {
  PersonalPreferences,
  UndoSeconds,
} from "#contract/people/preferences.ts";
import type { Keymap } from "#components/live/stores/key-actions.ts";
import {
  getPreferences,
  setPreference,
  subscribePreferences,
} from "#components/live/stores/preferences.ts";
import { api } from "#components/live/transport/api.ts";

const PATH = "/me/preferences";

/**
 * Keeps the time for taking back a reply, and the changed keys, with the account; this browser's copy is for the first
 * paint. Keys that a person changed here before the account kept any go there once. Keys of another person who used
 * this browser do not.
 * @returns a function that stops it
 */
export function startPreferenceSync(meId: string): () => void {
  let known: Keymap | null = null;
  let hasStopped = false;
  const put = (keys: Keymap) => {
    // First, or a change of the other preference would look like a change of the keys.
    known = keys;
    setPreference("keys", keys);
    setPreference("keysOf", meId);
  };
  const save = (keys: Keymap) => {
    known = keys;
    // Without an answer the copy here stays, and the next change sends all of them.
    void api(PATH, { method: "PATCH", body: { keys } }).catch(() => undefined);
  };
  const load = async () => {
    const { keys, undoSeconds } = await api<PersonalPreferences>(PATH);
    if (hasStopped) return;
    setPreference("undoSeconds", undoSeconds);
    if (keys !== null) return put(keys);
    const { keys: here, keysOf } = getPreferences();
    const isMine = keysOf === null || keysOf === meId;
    put(isMine ? here : {});
    if (isMine && Object.keys(here).length > 0) save(here);
  };
  void load().catch(() => undefined);
  const stopWatching = subscribePreferences(({ keys }) => {
    // Before the account has answered, nothing may replace what it holds.
    if (known !== null && keys !== known) save(keys);
  });
  return () => {
    hasStopped = true;
    stopWatching();
  };
}

/** Chooses for all devices how long a reply can be taken back. @throws ApiError: then it stays as it was */
export async function chooseUndoSeconds(
  undoSeconds: UndoSeconds,
): Promise<void> {
  await api(PATH, { method: "PATCH", body: { undoSeconds } });
  setPreference("undoSeconds", undoSeconds);
}
