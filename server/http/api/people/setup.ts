import {
  acceptInvitationSchema,
  firstOwnerSchema,
} from "#contract/people/account-requests.ts";
import { z } from "zod";
import { sessionSetCookie } from "#server/auth/session-cookie.ts";
import { acceptInvitation } from "#server/domain/people/account/invitations.ts";
import { createFirstOwner, hasOwner } from "#server/domain/people/setup.ts";
import type { SignedIn } from "#server/domain/access/sign-in/sessions.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { requireTrustedOrigin } from "#server/http/edge/request/trusted-origin.ts";

const signedInSchema = z.object({
  agentId: z.string(),
  name: z.string(),
  email: z.string(),
});

/** The ways in that need no password yet: the first owner, and an invitation. */
export function setupRoutes(api: Api): void {
  const { auth } = api.host;
  // A foreign page must not be able to make a browser set up or join this company.
  const guard = (request: Request) =>
    requireTrustedOrigin(request, auth.publicUrl);
  const common = { tag: "Administration", public: true } as const;

  endpoint(
    api,
    {
      ...common,
      method: "get",
      path: "/setup",
      name: "getSetup",
      summary: "Get setup status",
      description: "Whether the first owner still needs to be created.",
      answer: z.object({ needed: z.boolean() }),
    },
    async ({ context }) => ({ needed: !(await hasOwner(context)) }),
  );
  endpoint(
    api,
    {
      ...common,
      method: "post",
      path: "/setup",
      name: "createFirstOwner",
      summary: "Create the first owner",
      description: "Works only while there is no owner. Signs in.",
      body: firstOwnerSchema,
      answer: signedInSchema,
      status: 201,
      problems: ["wrong_state", "forged_request"],
    },
    async ({ context, body, call }) => {
      guard(call.req.raw);
      return signIn(await createFirstOwner(context, body));
    },
  );
  endpoint(
    api,
    {
      ...common,
      method: "post",
      path: "/invitations/accept",
      name: "acceptInvitation",
      summary: "Accept an invite",
      description: "Sets a password with the invite link’s token and signs in.",
      body: acceptInvitationSchema,
      answer: signedInSchema,
      status: 201,
      problems: ["not_found", "forged_request"],
    },
    async ({ context, body, call }) => {
      guard(call.req.raw);
      const signedIn = await acceptInvitation(context, body);
      api.host.accessChanged();
      return signIn(signedIn);
    },
  );

  async function signIn({
    sessionId,
    agentId,
    sessionVersion,
    name,
    email,
  }: SignedIn): Promise<Response> {
    return Response.json(
      { agentId, name, email },
      {
        status: 201,
        headers: {
          "set-cookie": await sessionSetCookie(auth, {
            sessionId,
            agentId,
            sessionVersion,
          }),
        },
      },
    );
  }
}
