import { defineConfig, globalIgnores } from "eslint/config";
import regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";
import { oneWayToData } from "./scripts/lint/one-way-to-data.mjs";
import { wholeCharacters } from "./scripts/lint/whole-characters.mjs";

const parley = {
  rules: {
    "one-way-to-data": oneWayToData,
    "whole-characters": wholeCharacters,
  },
};

export default defineConfig(
  globalIgnores([
    ".cache/",
    ".data/",
    ".demo/",
    ".dev/",
    ".next/",
    ".node/",
    "generated/",
    "playwright-report/",
    "test-results/",
    "next-env.d.ts",
  ]),
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      // An import of types alone would stay as one of the module, with all it loads.
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "no-console": "error",
      // An underscore says: must be named here, and is left out on purpose.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      // `async` also turns a throw into a rejection, with or without await.
      "@typescript-eslint/require-await": "off",
      // We write functions over closures; none of our methods knows a `this`.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    extends: [tseslint.configs.base],
    rules: { "no-console": "error", "no-unused-vars": "error" },
  },
  {
    // Customers write the text that these expressions read: none may take more
    // than linear time. `report: "potential"` also names what depends on its use.
    files: ["**/*.{ts,tsx,js,mjs}"],
    plugins: { regexp },
    rules: {
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { report: "potential" }],
      // Two branches for one sign inside a repetition: exponential.
      "regexp/no-dupe-disjunctions": [
        "error",
        { report: "all", reportExponentialBacktracking: "potential" },
      ],
    },
  },
  {
    // Cut off, a plain link puts the browser's own error in place of the console.
    files: ["components/**"],
    ignores: ["components/auth/**", "components/navigation/page-link.tsx"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "next/link", message: "Use PageLink." }] },
      ],
    },
  },
  {
    files: ["{app,components,contract,server}/**/*.{ts,tsx}"],
    ignores: ["**/*.test.{ts,tsx}", "**/test-*.ts"],
    plugins: { parley },
    rules: { "parley/whole-characters": "error" },
  },
  {
    // server/db is the door itself.
    files: ["server/**/*.ts"],
    ignores: ["server/db/**", "**/*.test.ts", "**/test-*.ts"],
    plugins: { parley },
    rules: { "parley/one-way-to-data": ["error", {}] },
  },
  {
    // Lends the pool to the adapter of Socket.IO, and makes its table in one text of several statements.
    files: ["server/live/fan-out.ts"],
    rules: { "parley/one-way-to-data": ["error", { pool: true }] },
  },
  {
    // Schemas of requests. A pattern or a check of its own says what the text may hold.
    files: [
      "contract/**/*-requests.ts",
      "contract/text/{channel-texts,fields}.ts",
      "contract/hours/hours.ts",
      "contract/routing/{route-rules,wrap-up-form}.ts",
    ],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.object.name='z'][callee.property.name='string']:not(MemberExpression[property.name=/^(regex|refine)$/] > CallExpression)",
          message:
            "Text from outside needs a type of contract/text/text-schema: it may hold what the database refuses.",
        },
      ],
    },
  },
  {
    // What people run and read.
    files: ["scripts/**", "bench/**", "prisma/**", "server/runtime/log.ts"],
    rules: { "no-console": "off" },
  },
);
