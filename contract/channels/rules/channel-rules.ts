import { api } from "./api.ts";
import { messenger } from "./messenger.ts";
import type { Capabilities, ChannelRules, KindDefinition } from "./rules.ts";

const KINDS = { messenger, api };

export type ChannelKind = keyof typeof KINDS;

/** Every kind of channel. */
export const CHANNEL_KINDS = Object.keys(KINDS) as [
  ChannelKind,
  ...ChannelKind[],
];

/** The kind of channel that a Facebook page becomes when it is connected. */
export const PAGE_KIND = "messenger" satisfies ChannelKind;

/** Kinds whose vendor keeps conversations that can be read again. */
export const KINDS_WITH_HISTORY: readonly ChannelKind[] = ["messenger"];

/** Kinds whose vendor shows a greeting, questions and a menu that are written here. */
export const KINDS_WITH_WELCOME: readonly ChannelKind[] = ["messenger"];

/** Kinds whose vendor has forms that people fill in. */
export const KINDS_WITH_LEADS: readonly ChannelKind[] = ["messenger"];

const definitions = new Map<string, KindDefinition>(Object.entries(KINDS));

/** @throws Error: no such kind, which only a row of a later version can have */
export function kindOf(kind: ChannelKind): KindDefinition {
  const definition = definitions.get(kind);
  if (!definition) throw new Error(`No such kind of channel: ${kind}`);
  return definition;
}

/** @param declared the channel's own values, where its kind leaves that open */
export function rulesOf(
  kind: ChannelKind,
  declared: Capabilities | null | undefined = null,
): ChannelRules {
  return kindOf(kind).rules(declared ?? {});
}

/** The kind's name in a webhook's address. */
export function addressNameOf(kind: ChannelKind): string {
  return kindOf(kind).addressName ?? kind;
}

/** Adds a kind to this process, so that tests can bring their own. */
export function addKind(name: string, definition: KindDefinition): ChannelKind {
  definitions.set(name, definition);
  return name as ChannelKind;
}
