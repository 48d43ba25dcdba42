import { ownerOfMember } from "./types.mjs";

const CUTS = new Set(["slice", "substring", "substr"]);
const NAMED_BOUND = /^[A-Z][A-Z0-9_]+$/;
const LONG = 100; // a shorter literal cuts dates and hashes, not texts

/**
 * Refuses a text that is cut at a bound by its UTF-16 units: half a surrogate
 * pair is left, which the database refuses, or a character falls apart.
 * `text.slice(0, MAX_NAME)` and `text.slice(-MAX_NAME)`; offsets that were
 * found in the text are left alone.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const wholeCharacters = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      cut: "This cuts a text inside a character. Use truncate or truncateStart of contract/text/text.",
    },
  },
  create(context) {
    return {
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== "MemberExpression") return;
        if (!CUTS.has(callee.property.name)) return;
        if (!isBound(boundOf(node.arguments))) return;
        if (ownerOfMember(context, callee.property) === "String")
          context.report({ node, messageId: "cut" });
      },
    };
  },
};

/** The bound in (0, bound) and (-bound). */
function boundOf([from, to]) {
  if (from?.type === "UnaryExpression" && from.operator === "-")
    return to === undefined ? from.argument : undefined;
  return from?.type === "Literal" && from.value === 0 ? to : undefined;
}

function isBound(node) {
  if (node?.type === "Identifier") return NAMED_BOUND.test(node.name);
  return node?.type === "Literal" && node.value >= LONG;
}
