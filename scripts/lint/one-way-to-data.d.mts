import type { Rule } from "eslint";

export const oneWayToData: Rule.RuleModule;
