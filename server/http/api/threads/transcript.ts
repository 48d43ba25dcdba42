import {
  transcriptQuerySchema,
  transcriptSchema,
} from "#contract/threads/transcript.ts";
import { makeTranscript } from "#server/domain/inbox/transcript.ts";
import { makeTranscriptPdf } from "#server/domain/inbox/transcript-pdf.ts";
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
        "The newest 10,000 messages, oldest first, with the team’s notes only if notes is true. It is recorded in the audit log. With format=pdf the response is a document (application/pdf) in the given language and time zone, with the newest 100 pictures; other files are named.",
      query: transcriptQuerySchema,
      answer: transcriptSchema,
    },
    async ({ context, actor, id, query: { format, ...query } }) => {
      if (format === "json") return makeTranscript(context, actor, id, query);
      const bytes = await makeTranscriptPdf(context, actor, id, query);
      return new Response(bytes as BodyInit, {
        headers: {
          "content-type": "application/pdf",
          "content-disposition": `attachment; filename="transcript-${id}.pdf"`,
          "cache-control": "no-store",
        },
      });
    },
  );
}
