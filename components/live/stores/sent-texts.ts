"use client";

import { create } from "zustand";
import { readStored, writeStored } from "./stored.ts";

/** So often the same text is sent before it is suggested as a canned reply. */
const SUGGESTED_AT = 3;
/** Characters: "Thank you!" is typed as fast as a shortcut. */
const SHORTEST = 20;
const KEPT = 200;

/** The text that the settings offer as a new canned reply. */
export const useSuggestedText = create<{ text: string | null }>()(() => ({
  text: null,
}));

/**
 * Counts a text that the agent has sent from this browser. @returns whether this was the time to suggest it as a
 * canned reply, which comes once for each text
 */
export function countSent(agentId: string, text: string): boolean {
  const words = text.trim().replaceAll(/\s+/g, " ");
  if (words.length < SHORTEST) return false;
  const storedAs = `parley.sent.${agentId}`;
  const counts = readStored(storedAs) ?? {};
  // The texts of customers' conversations are not kept here.
  const key = hashOf(words);
  const count = Number(counts[key] ?? 0) + 1;
  const { [key]: _moved, ...others } = counts;
  const all = [...Object.entries(others), [key, count]].slice(-KEPT);
  writeStored(storedAs, Object.fromEntries(all));
  return count === SUGGESTED_AT;
}

/** FNV-1a of the UTF-16 units; a letter in front keeps the keys in the order of their use. Pure. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `h${(hash >>> 0).toString(36)}${text.length}`;
}
