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
  unread: "u",
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
/** A macro, which has a key only if a person gave it one. */
export type MacroAction = `macro:${string}`;
export type KeyedAction = KeyAction | MacroAction;
/** The keys of a person, where they differ. Empty: the action has no key. */
export type Keymap = Partial<Record<KeyedAction, string>>;

const ACTIONS = Object.keys(DEFAULT_KEYS) as KeyAction[];
const MACRO = "macro:";

export function macroAction(macroId: string): MacroAction {
  return `${MACRO}${macroId}`;
}

/** The macro of an action; null: it is of none. Pure. */
export function macroOf(action: KeyedAction | undefined): string | null {
  return action?.startsWith(MACRO) ? action.slice(MACRO.length) : null;
}

/** The key of an action as `KeyboardEvent.key`; empty: none. Pure. */
export function keyFor(keymap: Keymap, action: KeyedAction): string {
  return keymap[action] ?? DEFAULT_KEYS[action as KeyAction] ?? "";
}

/** The action of a key. Pure. */
export function actionFor(
  keymap: Keymap,
  key: string,
): KeyedAction | undefined {
  if (key === "") return undefined;
  const chosen = Object.keys(keymap) as KeyedAction[];
  return [...ACTIONS, ...chosen].find(
    (action) => keyFor(keymap, action) === key,
  );
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
  action: KeyedAction,
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
      ([name, chosen]) => (DEFAULT_KEYS[name as KeyAction] ?? "") !== chosen,
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
