/** The actions that can have a key of one's own, each with the key that it has until then. */
export const DEFAULT_KEYS = {
  next: "j",
  previous: "k",
  open: "o",
  pick: "X",
  search: "/",
  take: "t",
  done: "e",
  doneNext: "E",
  transfer: "x",
  snooze: "s",
  noReply: "w",
  archive: "y",
  undo: "z",
  macros: "m",
  labels: "l",
  priority: "p",
  people: "i",
  accept: "a",
  decline: "A",
  reply: "r",
  note: "n",
  list: "[",
  customer: "]",
  sheet: "?",
} as const;
export type KeyAction = keyof typeof DEFAULT_KEYS;
/** The keys of a person in this browser, where they differ. Empty: the action has no key. */
export type Keymap = Partial<Record<KeyAction, string>>;

const ACTIONS = Object.keys(DEFAULT_KEYS) as KeyAction[];

/** The key of an action as `KeyboardEvent.key`; empty: none. Pure. */
export function keyFor(keymap: Keymap, action: KeyAction): string {
  return keymap[action] ?? DEFAULT_KEYS[action];
}

/** The action of a key. Pure. */
export function actionFor(keymap: Keymap, key: string): KeyAction | undefined {
  return ACTIONS.find((action) => keyFor(keymap, action) === key);
}

/** A key that can be chosen is one visible sign, with or without Shift. Pure. */
export function isKeyToChoose(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return [...event.key].length === 1 && event.key.trim() !== "";
}

/** Gives a key to an action; who had it until now has none. Choices that equal the default are forgotten. Pure. */
export function withKey(
  keymap: Keymap,
  action: KeyAction,
  key: string,
): Keymap {
  const holder = actionFor(keymap, key);
  const changed = {
    ...keymap,
    ...(holder && holder !== action ? { [holder]: "" } : {}),
    [action]: key,
  };
  return Object.fromEntries(
    Object.entries(changed).filter(
      ([name, chosen]) => DEFAULT_KEYS[name as KeyAction] !== chosen,
    ),
  );
}

/** A key as it is written on keyboards: `⇧ E` for "E", `E` for "e". Pure. */
export function shownKey(key: string): string {
  const isUpper = key !== key.toLowerCase();
  return isUpper ? `⇧ ${key}` : key.toUpperCase();
}

/**
 * Whether an event is the key of an action together with Alt, which works in fields as well. Letters are compared by
 * their place on the keyboard, since Alt changes them. Pure.
 */
export function isWithAlt(
  event: Pick<KeyboardEvent, "altKey" | "shiftKey" | "code">,
  key: string,
): boolean {
  const letter = key.toUpperCase();
  return (
    event.altKey &&
    /^[A-Z]$/.test(letter) &&
    event.code === `Key${letter}` &&
    event.shiftKey === (key === letter)
  );
}
