import {
  transcriptQuerySchema,
  transcriptSchema,
} from "#contract/threads/transcript.ts";
import { makeTranscript } from "#server/domain/inbox/transcript.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** The route of a conversation as a document. */
export function transcriptRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag: "Threads",
      path: "/threads/{id}/transcript",
      name: "getTranscript",
      summary: "Get a thread’s transcript",
      description:
        "The newest 10,000 messages, oldest first, with the team’s notes only if notes is true. It is recorded in the audit log. The printable document is the page /transcript/{id} of the console, which the browser saves as PDF.",
      query: transcriptQuerySchema,
      answer: transcriptSchema,
    },
    ({ context, actor, id, query }) =>
      makeTranscript(context, actor, id, query),
  );
}
