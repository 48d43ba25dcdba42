import { newTraceId } from "../world/ids.ts";

/** A refusal of the Graph API. `status` is the HTTP status. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: number;
  readonly subcode: number | null;
  readonly type: string;
  readonly transient: boolean;
  readonly userTitle: string | null;

  constructor(given: GraphErrorInput) {
    super(given.message);
    this.status = given.status ?? 400;
    this.code = given.code;
    this.subcode = given.subcode ?? null;
    this.type = given.type ?? "OAuthException";
    this.transient = given.transient ?? false;
    this.userTitle = given.userTitle ?? null;
  }

  /** The envelope every Graph error comes in. */
  toBody(): Record<string, unknown> {
    return {
      error: {
        message: this.message,
        type: this.type,
        code: this.code,
        ...(this.subcode ? { error_subcode: this.subcode } : {}),
        ...(this.transient ? { is_transient: true } : {}),
        ...(this.userTitle
          ? { error_user_title: this.userTitle, error_user_msg: this.message }
          : {}),
        fbtrace_id: newTraceId(),
      },
    };
  }
}

type GraphErrorInput = {
  message: string;
  code: number;
  subcode?: number | null | undefined;
  status?: number | undefined;
  type?: string | undefined;
  transient?: boolean | undefined;
  userTitle?: string | undefined;
};

const make = (input: GraphErrorInput) => new GraphError(input);

/** The catalogue: one entry a reason, so that code and words stay together. */
export const refuse = {
  badParameter: (what: string, subcode?: number) =>
    make({ code: 100, subcode, message: `(#100) ${what}` }),
  missingParameter: (name: string) =>
    make({ code: 100, message: `(#100) The parameter ${name} is required` }),
  noSuchObject: (id: string, method: string) =>
    make({
      code: 100,
      subcode: 33,
      type: "GraphMethodException",
      message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    }),
  unknownPath: (path: string) =>
    make({
      code: 2500,
      message: `Unknown path components: /${path}`,
    }),
  noToken: () =>
    make({
      code: 104,
      message: "An access token is required to request this resource.",
    }),
  malformedToken: () =>
    make({
      code: 190,
      message: "Invalid OAuth access token - Cannot parse access token",
    }),
  noClientBusiness: () =>
    make({
      code: 190,
      message:
        "client_business_id is available to business integration system users only.",
    }),
  deadToken: (subcode: number) =>
    make({
      code: 190,
      subcode,
      status: 401,
      message: DEAD_TOKEN[subcode] ?? "Error validating access token.",
    }),
  wrongProof: () =>
    make({
      code: 100,
      type: "GraphMethodException",
      message: "Invalid appsecret_proof provided in the API argument",
    }),
  missingProof: () =>
    make({
      code: 100,
      type: "GraphMethodException",
      message: "API calls from the server require an appsecret_proof argument",
    }),
  permission: (what: string) =>
    make({ code: 200, status: 403, message: `(#200) ${what}` }),
  missingScope: (scope: string) =>
    make({
      code: 200,
      status: 403,
      message: `(#200) Requires ${scope} permission to manage the object`,
    }),
  missingTask: (tasks: string[]) =>
    make({
      code: 200,
      status: 403,
      message: `(#200) The user must be able to perform one of the tasks ${tasks.join(", ")} on the page.`,
    }),
  dataAccessEnded: () =>
    make({
      code: 200,
      status: 403,
      message:
        "(#200) The user has not re-authorized the app's access to data within 90 days.",
    }),
  inDevelopment: () =>
    make({
      code: 200,
      status: 403,
      message:
        "(#200) Cannot message users who are not admins, developers or testers of the app until pages_messaging permission is reviewed and the app is live.",
    }),
  notThisToken: (what: string) =>
    make({ code: 10, status: 403, message: `(#10) ${what}` }),
  outsideWindow: () =>
    make({
      code: 10,
      subcode: 2018278,
      message:
        "(#10) This message is sent outside of allowed window. Learn more about the new policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview",
    }),
  otherAppControls: () =>
    make({
      code: 10,
      subcode: 2018300,
      message:
        "(#10) Message failed to send because another app is controlling this thread now.",
    }),
  takeRefused: () =>
    make({
      code: 27,
      message:
        "(#27) Only the default app may take control of a thread of this page.",
    }),
  noMatchingUser: () =>
    make({
      code: 100,
      subcode: 2018001,
      message: "(#100) No matching user found",
    }),
  unavailable: (as: "551" | "200") =>
    make({
      code: Number(as),
      subcode: 1545041,
      message: "(#551) This person isn't available right now.",
      userTitle: "Person unavailable",
    }),
  noProfile: () =>
    make({
      code: 100,
      subcode: 2018218,
      message: "(#100) No profile available for this user.",
    }),
  profilePermission: () =>
    make({
      code: 100,
      subcode: 2018247,
      message:
        "(#100) Insufficient permission to access user profile. (Business Asset User Profile Access)",
    }),
  messageDeleted: () =>
    make({
      code: 100,
      subcode: 9000001,
      message:
        "(#100) The message was deleted or is older than the 20 most recent messages of the conversation.",
    }),
  down: () =>
    make({
      code: 2,
      status: 500,
      transient: true,
      message:
        "An unexpected error has occurred. Please retry your request later.",
    }),
  appLimit: () =>
    make({
      code: 4,
      transient: true,
      message: "(#4) Application request limit reached",
      status: 403,
    }),
  callLimit: () =>
    make({
      code: 613,
      message: "(#613) Calls to this api have exceeded the rate limit.",
    }),
  messengerLimit: () =>
    make({
      code: 80006,
      message:
        "(#80006) There have been too many calls to this Messenger account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting",
    }),
};

const DEAD_TOKEN: Record<number, string> = {
  458: "Error validating access token: The user has not authorized application.",
  459: "Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given.",
  460: "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
  463: "Error validating access token: Session has expired.",
  464: "Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.",
  467: "Error validating access token: The session is invalid because the user logged out.",
  492: "Error validating access token: The user must be an administrator, editor, or moderator of the page in order to impersonate it.",
};
