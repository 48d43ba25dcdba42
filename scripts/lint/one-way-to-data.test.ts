import { ESLint, Linter } from "eslint";
import tseslint from "typescript-eslint";
import { expect, test } from "vitest";
import { oneWayToData } from "./one-way-to-data.mjs";

const RULE = "parley/one-way-to-data";

function complaints(code: string, options: { pool?: boolean } = {}): string[] {
  const linter = new Linter();
  const messages = linter.verify(
    code,
    {
      files: ["**/*.ts"],
      languageOptions: { parser: tseslint.parser },
      plugins: { parley: { rules: { "one-way-to-data": oneWayToData } } },
      rules: { [RULE]: ["error", options] },
    },
    "server/some.ts",
  );
  return messages.map(({ messageId }) => messageId ?? "");
}

test("a file that writes SQL and uses a model of Prisma's is refused", () => {
  const sql = "await tx.$queryRaw<Row[]>(Prisma.sql`select 1`);";
  const models = [
    "await tx.agent.update({});",
    "await context.db.prisma.apiToken.findMany();",
    "await reader\n  .thread.count({ where });",
  ];
  for (const model of models) {
    expect(complaints(`${sql} ${model}`)).toEqual(["mixed"]);
    expect(complaints(model)).toEqual([]);
  }
  expect(complaints(sql)).toEqual([]);
  expect(
    complaints(`${sql} ids.delete(one); files.count(); x.y.find();`),
  ).toEqual([]);
});

test("SQL on Prisma's client or on the pool is refused", () => {
  const [client, destructured] = [
    "await db.prisma.$queryRaw`select 1`;",
    "await prisma.$executeRaw(Prisma.sql`select 1`);",
  ];
  expect(complaints(client)).toEqual(["prisma"]);
  expect(complaints(destructured)).toEqual(["prisma"]);
  expect(complaints("await db.sql.$queryRaw`select 1`;")).toEqual([]);
  const pool = "await context.db.pool.query('select 1');";
  expect(complaints(pool)).toEqual(["pool"]);
  expect(complaints("const query = pool.query.bind(pool);")).toEqual(["pool"]);
  expect(complaints(pool, { pool: true })).toEqual([]);
});

test("the rule covers every file of the server, and one of them may use the pool", async () => {
  const eslint = new ESLint();
  const ruleOf = async (file: string): Promise<unknown> => {
    const config = (await eslint.calculateConfigForFile(file)) as Linter.Config;
    return config.rules?.[RULE];
  };
  expect(await ruleOf("server/domain/labels/labels.ts")).toEqual([2, {}]);
  expect(await ruleOf("server/live/ended-access.ts")).toEqual([2, {}]);
  expect(await ruleOf("server/live/fan-out.ts")).toEqual([2, { pool: true }]);
});
