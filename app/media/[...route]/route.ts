import { answerOnPlainHost } from "#server/http/plain-host.ts";

// Reached only without server/main.ts, which answers these addresses itself.
export const dynamic = "force-dynamic";

export { answerOnPlainHost as GET, answerOnPlainHost as HEAD };
