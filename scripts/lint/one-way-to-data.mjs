import fs from "node:fs";

const RAW = new Set([
  "$queryRaw",
  "$executeRaw",
  "$queryRawUnsafe",
  "$executeRawUnsafe",
]);
const ASKS =
  /^(find\w+|create\w*|update\w*|delete\w*|upsert|count|aggregate|groupBy)$/;

/**
 * Enforces "Prisma or SQL" (docs/ARCHITECTURE.md): a file uses Prisma's models
 * or writes SQL, and SQL outside a transaction runs on `db.sql`. With the
 * option `pool` the file may also use the pool itself.
 * @type {import("eslint").Rule.RuleModule}
 */
export const oneWayToData = {
  meta: {
    type: "problem",
    schema: [
      {
        type: "object",
        properties: { pool: { type: "boolean" } },
        additionalProperties: false,
      },
    ],
    messages: {
      mixed:
        "This file writes SQL and asks Prisma's model `{{model}}`. Move one of them to a file of its own.",
      prisma: "Run SQL on db.sql: Prisma's engine costs more than it.",
      pool: "Run SQL on db.sql. The pool itself is for the files that .oxlintrc.json names.",
    },
  },
  create(context) {
    const [{ pool = false } = {}] = context.options;
    let writesSql = false;
    const asked = [];
    return {
      MemberExpression(node) {
        const name = nameOf(node);
        if (RAW.has(name)) {
          writesSql = true;
          if (nameOf(node.object) === "prisma")
            context.report({ node, messageId: "prisma" });
        }
        if (name === "query" && nameOf(node.object) === "pool" && !pool)
          context.report({ node, messageId: "pool" });
      },
      CallExpression({ callee }) {
        if (callee.type !== "MemberExpression") return;
        const model = nameOf(callee.object);
        if (callee.object.type !== "MemberExpression") return;
        if (models().has(model) && ASKS.test(nameOf(callee)))
          asked.push({ node: callee, model });
      },
      "Program:exit"() {
        if (!writesSql) return;
        for (const { node, model } of asked)
          context.report({ node, messageId: "mixed", data: { model } });
      },
    };
  },
};

/** The name in `a` and in `b.a`. */
function nameOf(node) {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression" || node.computed) return undefined;
  return node.property.name;
}

let known;

/** The models of the schema, as Prisma's client names them. */
function models() {
  known ??= new Set(
    [
      ...fs
        .readFileSync(
          new URL("../../prisma/schema.prisma", import.meta.url),
          "utf8",
        )
        .matchAll(/^model (\w)(\w*)/gm),
    ].map(([, first, rest]) => first.toLowerCase() + rest),
  );
  return known;
}
