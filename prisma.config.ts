import { defineConfig } from "prisma/config";

/** For the `prisma` command alone; the server migrates by itself (server/db/migrate/migrate.ts). */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(process.env["DATABASE_URL"]
    ? { datasource: { url: process.env["DATABASE_URL"] } }
    : {}),
});
