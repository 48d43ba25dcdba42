import { foldText } from "#contract/text/fold.ts";

const BEGINS = 1;
const WORD_BEGINS = 0.8;
const CONTAINS = 0.6;
const INITIALS = 0.4;
const WORD_BREAK = /[\s:·/…“”"()-]+/u;

/**
 * The likeness of a command and the typed text, from 0 to 1, ignoring case and accents. Every typed word must be in
 * the command as it is typed, or they are the initials of its words: letters that are merely strewn over a command
 * do not find it, because Enter runs what is found first. Pure.
 */
export function likeness(command: string, typed: string): number {
  const text = foldText(command).trim();
  const sought = foldText(typed).trim();
  if (sought === "" || text.startsWith(sought)) return BEGINS;
  const words = text.split(WORD_BREAK).filter((word) => word !== "");
  const typedWords = sought.split(WORD_BREAK).filter((word) => word !== "");
  if (typedWords.every((each) => words.some((word) => word.startsWith(each))))
    return WORD_BEGINS;
  if (typedWords.every((each) => text.includes(each))) return CONTAINS;
  const initials = words.map(([first]) => first).join("");
  return sought.length > 1 && initials.includes(sought) ? INITIALS : 0;
}
