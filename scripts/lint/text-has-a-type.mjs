const OWN_CHECKS = new Set(["regex", "refine"]);

/**
 * Refuses a plain `z.string()` in the schema of a request (decision 025). A
 * pattern or a check of its own says what the text may hold.
 * @type {import("eslint").Rule.RuleModule}
 */
export const textHasAType = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      plain:
        "Text from outside needs a type of contract/text/text-schema: it may hold what the database refuses.",
    },
  },
  create(context) {
    return {
      CallExpression(node) {
        const { callee, parent } = node;
        if (callee.type !== "MemberExpression") return;
        if (callee.object.name !== "z" || callee.property.name !== "string")
          return;
        const isChecked =
          parent.type === "MemberExpression" &&
          OWN_CHECKS.has(parent.property.name);
        if (!isChecked) context.report({ node, messageId: "plain" });
      },
    };
  },
};
