/** The end of a call: an answer, silence until the caller gives up, or a cut
 *  connection. */
export type GraphReply =
  | { kind: "answer"; body: unknown; status?: number; page?: string }
  | { kind: "hang" }
  | { kind: "reset" };

export const answer = (body: unknown): GraphReply => ({ kind: "answer", body });
