/**
 * Who may import whom: the table of docs/ARCHITECTURE.md. Each part lists all
 * of ours that it may import beside itself; everything else is an error.
 * Tests may also import the test database.
 */
const TABLE = {
  contract: [],
  "server/runtime": ["contract"],
  "server/db": ["contract", "server/runtime"],
  "server/channels": ["contract", "server/runtime"],
  "server/domain": ["contract", "messages", "server/runtime", "server/db"],
  "server/pipeline": [
    "contract",
    "server/runtime",
    "server/db",
    "server/channels",
    "server/domain",
  ],
  "server/auth": ["contract", "server/runtime", "server/db", "server/domain"],
  "server/http": ["contract", "server"],
  "server/live": ["contract", "server"],
  components: ["contract", "i18n"],
  i18n: ["contract", "messages"],
  app: [
    "contract",
    "components",
    "i18n",
    "messages",
    "server/auth",
    "server/domain",
    "server/http",
  ],
  simulator: [],
};

/**
 * Folders of one part, from the ground up: each imports those before it and
 * none behind it. "." is what lies in the part's own folder.
 */
const ORDER = {
  contract: [
    "text",
    "base",
    "hours",
    "company",
    "people",
    "mail",
    "routing",
    "channels",
    "customers",
    "leads",
    "threads",
    "canned",
    "review",
    "supervision",
    "live",
  ],
  "server/domain": [
    ".",
    "outbox",
    "access",
    "settings",
    "mail",
    "destinations",
    "thread",
    "presence",
    "customers",
    "files",
    "canned",
    "messages",
    "routing/decide",
    "assignment",
    "inbox",
    "routing/entry",
    "routing/offering",
    "conversations",
    "teams",
    "labels",
    "people",
    "channels",
    "review",
    "supervision",
    "leads",
  ],
  "server/pipeline": [
    "vendor",
    "publish",
    "inbound",
    "outbound",
    "mail",
    "jobs",
    "run",
    ".",
  ],
  "server/http": ["edge", "openapi", "ops", "api", "."],
  "server/db": [".", "migrate", "embedded"],
  components: [
    "page",
    "ui",
    "live",
    "words",
    "forms",
    "navigation",
    "presence",
    "labels",
    "thread",
    "inbox",
    "offers",
    "customers",
    "board",
    "settings",
    "auth",
    "shell",
  ],
  "components/ui": [".", "marks", "tooltip", "controls", "overlays"],
  "components/live": ["transport", "stores", "queries", "actions", "."],
  "components/forms": ["fields", "."],
  "components/inbox": [
    "panes",
    "text",
    "attachments",
    "message",
    "log",
    "trace",
    "transfer",
    "composer",
    "people",
    "actions",
    "header",
    "customer",
    "list",
    ".",
  ],
  "components/settings": [
    ".",
    "hours",
    "holidays",
    "labels",
    "canned-replies",
    "company",
    "deliveries",
    "mail",
    "audit",
    "rights",
    "review",
    "what-if",
    "rules",
    "channels",
    "routing",
    "queues",
    "profile",
    "people",
  ],
  "components/shell": ["user-menu", "commands", "."],
};

/** What lies in a folder of `part`, whatever is below it. */
const inFolder = (part, folder) =>
  folder === "." ? `^${part}/[^/]+$` : `^${part}/${folder}/`;

const PARTS =
  "app|bench|components|contract|e2e|i18n|messages|prisma|scripts|server|simulator";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(TABLE).map(([part, others]) => ({
      name: `${part}-imports`,
      comment: `${part} may import of ours: ${others.join(", ") || "nothing"}.`,
      severity: "error",
      from: { path: `^${part}/`, pathNot: "[.]test[.]tsx?$" },
      to: {
        path: `^(${PARTS})/`,
        pathNot: [part, ...others].map((allowed) => `^${allowed}/`),
      },
    })),
    ...Object.entries(ORDER).flatMap(([part, folders]) =>
      folders.slice(0, -1).map((folder, i) => ({
        name: `${part}-points-one-way`,
        comment: `${folder} of ${part} imports nothing of: ${folders.slice(i + 1).join(", ")}.`,
        severity: "error",
        from: {
          path: inFolder(part, folder),
          pathNot: "[.]test[.]tsx?$|/test-[^/]+$|/walk-world[.]ts$",
        },
        to: { path: folders.slice(i + 1).map((one) => inFolder(part, one)) },
      })),
    ),
    ...Object.entries(ORDER).map(([part, folders]) => ({
      name: `${part}-has-no-other-folder`,
      comment: `A new folder of ${part} needs its place in ORDER.`,
      severity: "error",
      from: {},
      to: {
        path: `^${part}/`,
        pathNot: folders.map((folder) => inFolder(part, folder)),
      },
    })),
    {
      name: "no-cycles",
      comment: "What imports each other cannot be understood apart.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "main-is-the-root",
      comment: "server/main.ts puts the server together; nothing imports it.",
      severity: "error",
      from: {},
      to: { path: "^server/main[.]ts$" },
    },
    {
      name: "only-db-opens-the-database",
      comment:
        "Prisma and pg belong to server/db; others may name their types.",
      severity: "error",
      from: { path: `^(${PARTS})/`, pathNot: "^(server/db|generated)/" },
      to: {
        path: "^generated/prisma|node_modules/(pg|@prisma|prisma)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "contract-runs-anywhere",
      comment: "contract/ is read by browser and server: no Node, no React.",
      severity: "error",
      from: { path: "^contract/", pathNot: "[.]test[.]ts$" },
      to: {
        dependencyTypes: ["core"],
      },
    },
    {
      name: "contract-knows-no-react",
      comment: "contract/ is read by browser and server: no Node, no React.",
      severity: "error",
      from: { path: "^contract/" },
      to: { path: "node_modules/(react|react-dom|next)/" },
    },
    {
      name: "kinds-of-channels-only-by-the-registry",
      comment:
        "What a vendor calls something stays in its folder: import server/channels/registry.ts.",
      severity: "error",
      from: {
        path: "^(server|contract|components|app|scripts|prisma)/",
        pathNot: "^server/channels/|[.]test[.]tsx?$|/test-[^/]+$",
      },
      to: { path: "^server/channels/(messenger|meta|api)/" },
    },
    {
      name: "one-module-decodes-pictures",
      comment:
        "Decoding goes by the bounds of server/domain/files/pictures.ts and nowhere else.",
      severity: "error",
      from: {
        path: "^(server|contract|components|app)/",
        pathNot: "^server/domain/files/pictures[.]ts$|[.]test[.]tsx?$",
      },
      to: { path: "node_modules/sharp/" },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere is seen by no other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|^generated" },
    exclude: { path: "^(\\.next|\\.node|\\.cache)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css"],
    },
  },
};
