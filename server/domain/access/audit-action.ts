import type messages from "#messages/en.json";

type Words = (typeof messages)["settings"]["audit"]["actions"];

/** The actions of the audit log: exactly those that it has words for. */
export type AuditAction = {
  [Group in keyof Words]: `${Group}.${Extract<keyof Words[Group], string>}`;
}[keyof Words];
