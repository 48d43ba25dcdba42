import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

// For what is no page: assets and errors. A page's policy is proxy.ts's.
const contentSecurityPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const securityHeaders = [
  { key: "Content-Security-Policy", value: contentSecurityPolicy },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // Thread addresses are nobody's business outside.
  { key: "Referrer-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), geolocation=(), microphone=(self), payment=()",
  },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Both spellings are one address, also for who asks without following a redirect.
  skipTrailingSlashRedirect: true,
  // Compared by `npm test` for the whole repository, not again here.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node as they are: native parts, WebAssembly, or one instance
  // shared with the server that runs around the pages.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "@socket.io/postgres-adapter",
    "@socket.io/redis-streams-adapter",
    "file-type",
    "@aws-sdk/client-s3",
    "pg",
    "pino",
    "prom-client",
    "redis",
    "sharp",
    "socket.io",
  ],
  headers: () =>
    Promise.resolve([{ source: "/:path*", headers: securityHeaders }]),
};

// Words are compiled at the build: what reads ICU syntax stays out of the browser. A server that runs a build must not load
// the plugin: it needs SWC, whose native part unpacks itself into the home or /tmp at each start, and neither may be
// writable (a container with a read-only file system, /tmp mounted noexec).
async function withWords() {
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  return createNextIntlPlugin({
    experimental: {
      messages: {
        path: "./messages",
        format: "json",
        locales: "infer",
        precompile: true,
      },
    },
  })(config);
}

/** @param {string} phase */
export default function nextConfig(phase) {
  return phase === PHASE_PRODUCTION_SERVER ? config : withWords();
}
