/** What an agent (or the API's caller) is told when a message could not be sent. */
export type SendErrorEntry = {
  /** What happened, in one sentence. */
  message: string;
  /** What to do now. */
  fix: string;
  /** Does sending the same again make sense? Then there is a Retry button. */
  retryable: boolean;
  /** The channel itself is broken: stop its sends and tell the administrators. */
  admin?: true;
  /**
   * How many tries the product makes by itself in all. Absent: as long as the
   * reply window is open (for errors that call for a retry at all).
   */
  attempts?: number;
};

export type SendErrorKey = keyof typeof sendErrors;

/**
 * The product's own error table. The keys are stable: they are stored with the
 * message, are the API's error code and name the console's translations.
 * Vendor codes become keys in the channel's folder
 * (server/channels/meta/error-table.ts).
 */
export const sendErrors = {
  // Refused by us, before anything leaves: contract/send-policy.ts.
  never_wrote: {
    message: "This customer has never written to the page.",
    fix: "Wait until the customer writes first.",
    retryable: false,
  },
  window_closed: {
    message: "The time to reply is over: too long since the customer wrote.",
    fix: "Wait for the customer's next message, or reach them another way.",
    retryable: false,
  },
  human_agent_not_granted: {
    message:
      "More than 24 hours have passed since the customer wrote, and this page has no human-agent permission.",
    fix: "Wait for the customer's next message. An administrator can ask Meta for the Human Agent feature.",
    retryable: false,
  },
  program_outside_window: {
    message:
      "Automatic messages may only be sent within 24 hours of the customer's last message.",
    fix: "A person can still write, up to 7 days.",
    retryable: false,
  },
  other_app_controls: {
    message: "Another app is in charge of this conversation.",
    fix: "Take control of the conversation, then send again.",
    retryable: true,
  },
  channel_disabled: {
    message: "This channel is switched off.",
    fix: "An administrator can switch it on in the channel's settings.",
    retryable: true,
  },
  channel_broken: {
    message: "This channel cannot send at the moment.",
    fix: "An administrator sees the cause in the channel's settings. Press Retry once it is solved.",
    retryable: true,
  },

  // The way there.
  maybe_sent: {
    message: "It is not known whether the customer got this message.",
    fix: "Press Retry: Parley looks into the conversation first and sends it only if it is not there.",
    retryable: true,
  },
  maybe_sent_unseen: {
    message:
      "It is not known whether the customer got this message, and Parley could not look.",
    fix: "Look into the conversation on Facebook before you press Retry: it may be sent twice.",
    retryable: true,
  },
  unreachable: {
    message: "Facebook could not be reached.",
    fix: "It is tried again by itself. If it lasts, check the server's connection.",
    retryable: true,
  },
  vendor_temporary: {
    message: "Facebook had a temporary problem.",
    fix: "It is tried again by itself.",
    retryable: true,
    attempts: 6,
  },
  vendor_unknown: {
    message: "Facebook refused without giving a reason.",
    fix: "Press Retry. If it happens again, an administrator should check the page's permissions.",
    retryable: true,
    attempts: 2,
  },
  gave_up: {
    message: "It was tried many times without success.",
    fix: "Press Retry.",
    retryable: true,
  },
  file_unreadable: {
    message: "The file could not be read from our storage.",
    fix: "Add the file again and send it anew.",
    retryable: true,
  },
  unknown: {
    message: "Facebook refused the message for a reason we do not know.",
    fix: "Press Retry. If it happens again, show the details to an administrator.",
    retryable: true,
  },

  // Limits.
  rate_limited: {
    message: "The page has reached Facebook's sending limit.",
    fix: "It is sent by itself as soon as Facebook allows it.",
    retryable: true,
  },
  tag_abuse_warning: {
    message: "Facebook warns that this person gets too many tagged messages.",
    fix: "Wait until the customer writes again.",
    retryable: false,
  },
  optin_limit: {
    message: "This person has been asked to opt in too often.",
    fix: "Do not ask again for now.",
    retryable: false,
  },

  // The person.
  person_unavailable: {
    message: "This person cannot receive messages from the page now.",
    fix: "Facebook does not say why: they may have blocked the page, left Messenger or opted out, or the time to reply is over. Reach them another way.",
    retryable: false,
  },
  person_unknown: {
    message: "Facebook knows no such person for this page.",
    fix: "The customer must write to the page again.",
    retryable: false,
  },
  marketing_stopped: {
    message: "This person has stopped messages of this kind.",
    fix: "Wait until the customer writes.",
    retryable: false,
  },
  already_replied_privately: {
    message: "This comment has already had its one private reply.",
    fix: "Go on in the conversation, once the customer answers.",
    retryable: false,
  },
  profile_unavailable: {
    message: "Facebook shows no profile for this person.",
    fix: "Nothing to do: the conversation works without it.",
    retryable: false,
  },

  // The message.
  bad_request: {
    message: "Facebook did not accept this message as it is.",
    fix: "Change the message and send it again.",
    retryable: false,
  },
  not_found: {
    message: "What the message refers to is gone, or may not be seen.",
    fix: "Send it anew without the reference.",
    retryable: false,
  },
  message_deleted: {
    message: "The message this refers to has been deleted.",
    fix: "Write it as a new message.",
    retryable: false,
  },
  duplicate: {
    message: "Facebook takes this for a repetition of the last message.",
    fix: "Change the text if you mean to send it again.",
    retryable: false,
  },
  file_fetch_failed: {
    message: "Facebook could not fetch the file.",
    fix: "Press Retry, or send a smaller file.",
    retryable: true,
    attempts: 2,
  },
  file_type_mismatch: {
    message: "Facebook could not read the file as what it was sent as.",
    fix: "Save the file again, a picture as JPEG or PNG say, and send it anew.",
    retryable: false,
  },
  message_too_large: {
    message: "Facebook finds the message too large.",
    fix: "Send less at once: a shorter text or a smaller file.",
    retryable: false,
  },
  file_too_large: {
    message: "The file is too large for Messenger.",
    fix: "Send a smaller file or a link.",
    retryable: false,
  },
  file_expired: {
    message: "Facebook no longer has this file.",
    fix: "Add the file again and send it anew.",
    retryable: false,
  },
  form_not_eligible: {
    message: "Forms and calls are not available in this conversation.",
    fix: "Ask in plain words instead.",
    retryable: false,
  },
  account_link_token: {
    message: "The token of the account link is no longer valid.",
    fix: "Have the customer start the linking again.",
    retryable: false,
  },
  thread_automated: {
    message: "An automated Q&A of the page is running in this conversation.",
    fix: "It is tried again by itself when that has ended.",
    retryable: true,
  },

  // The channel: an administrator must act.
  token_invalid: {
    message: "The page's access token is no longer valid.",
    fix: "An administrator must connect the page again; then press Retry.",
    retryable: true,
    admin: true,
  },
  app_secret_wrong: {
    message: "Facebook does not accept the app secret.",
    fix: "An administrator must enter the app's current secret; then press Retry.",
    retryable: true,
    admin: true,
  },
  permission_missing: {
    message: "The app lacks a permission for this page.",
    fix: "An administrator must connect the page again and grant every permission asked for.",
    retryable: true,
    admin: true,
  },
  capability_missing: {
    message: "The app has no access to this function of Facebook.",
    fix: "An administrator must have it approved in Meta's app dashboard.",
    retryable: true,
    admin: true,
  },
  profile_permission_missing: {
    message: "The app may not read people's profiles.",
    fix: "An administrator must have Business Asset User Profile Access approved.",
    retryable: true,
    // Not `admin`: messages go out all the same.
  },
  app_not_live: {
    message:
      "The app is in development mode and may only write to its own team.",
    fix: "An administrator must publish the app in Meta's app dashboard.",
    retryable: true,
    admin: true,
  },
  page_restricted: {
    message: "Facebook has restricted the page or the app for a time.",
    fix: "Wait, then press Retry. A page administrator sees the reason in the page's Support Inbox on Facebook.",
    retryable: true,
    admin: true,
  },
  routing_not_configured: {
    message:
      "The app is not allowed to take part in this page's conversation routing.",
    fix: "An administrator must choose the app in the page's conversation-routing settings.",
    retryable: true,
    admin: true,
  },
  contact_terms: {
    message: "The page's contact terms have not been accepted.",
    fix: "A page administrator must accept them on Facebook.",
    retryable: true,
    admin: true,
  },
  instagram_link: {
    message: "The Instagram account is not rightly linked with the page.",
    fix: "An administrator must link both again and allow access to messages.",
    retryable: true,
    admin: true,
  },
} as const satisfies Record<string, SendErrorEntry>;

export const sendErrorKeys = Object.keys(sendErrors) as SendErrorKey[];

/** The entry of a stored key; one that this release does not know is `unknown`. */
export function sendErrorOf(
  key: string,
): SendErrorEntry & { key: SendErrorKey } {
  const known = isSendErrorKey(key) ? key : "unknown";
  return { key: known, ...sendErrors[known] };
}

export function isSendErrorKey(key: string): key is SendErrorKey {
  return Object.hasOwn(sendErrors, key);
}
