import createNextIntlPlugin from "next-intl/plugin";

const isDevelopment = process.env.NODE_ENV === "development";

// Next writes inline scripts and styles into its pages and has no other way to
// start them without a nonce, which would make every page dynamic. Everything
// else comes from here alone: no foreign script, frame, form or connection.
const contentSecurityPolicy = [
  "default-src 'self'",
  // React's development build evaluates code to draw the server's call stacks.
  `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

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
    "flydrive",
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

// Words are compiled at the build: what reads ICU syntax stays out of the browser.
const withWords = createNextIntlPlugin({
  experimental: {
    messages: {
      path: "./messages",
      format: "json",
      locales: "infer",
      precompile: true,
    },
  },
});

export default withWords(config);
