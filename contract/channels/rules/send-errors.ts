/** The options after a message could not be sent. Its texts are in messages/, under `sendErrors`. */
export type SendErrorEntry = {
  /** Whether the same message can be sent again. Then there is a Retry button. */
  retryable: boolean;
  /** The channel itself is broken: its sends stop and the admins get an alert. */
  admin?: true;
  /**
   * The number of automatic attempts in all. Absent: as long as the reply
   * window is open (for errors that allow a retry).
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
  // Refused by us, before anything is sent: contract/channels/rules/send-policy.ts.
  never_wrote: {
    retryable: false,
  },
  window_closed: {
    retryable: false,
  },
  human_agent_not_granted: {
    retryable: false,
  },
  program_outside_window: {
    retryable: false,
  },
  other_app_controls: {
    retryable: true,
  },
  opted_out: {
    retryable: false,
  },
  channel_disabled: {
    retryable: true,
  },
  channel_broken: {
    retryable: true,
  },

  // A scheduled message was not sent at its time: server/domain/conversations/replies/send-scheduled.ts.
  customer_wrote: {
    retryable: true,
  },
  owned_by_other: {
    retryable: true,
  },
  take_first: {
    retryable: true,
  },
  no_access: {
    retryable: true,
  },
  author_gone: {
    retryable: true,
  },

  // The connection.
  maybe_sent: {
    retryable: true,
  },
  maybe_sent_unseen: {
    retryable: true,
  },
  unreachable: {
    retryable: true,
  },
  vendor_temporary: {
    retryable: true,
    attempts: 6,
  },
  vendor_unknown: {
    retryable: true,
    attempts: 2,
  },
  gave_up: {
    retryable: true,
  },
  file_unreadable: {
    retryable: true,
  },
  unknown: {
    retryable: true,
  },

  // Answers of an API channel's receiver.
  receiver_refused: {
    retryable: true,
  },
  receiver_failing: {
    retryable: true,
  },
  callback_refused: {
    retryable: true,
  },
  callback_missing: {
    retryable: true,
  },
  callback_private: {
    retryable: true,
  },

  // Limits.
  rate_limited: {
    retryable: true,
  },
  tag_abuse_warning: {
    retryable: false,
  },
  optin_limit: {
    retryable: false,
  },

  // The person.
  person_unavailable: {
    retryable: false,
  },
  person_unknown: {
    retryable: false,
  },
  marketing_stopped: {
    retryable: false,
  },
  already_replied_privately: {
    retryable: false,
  },
  profile_unavailable: {
    retryable: false,
  },

  // The message.
  bad_request: {
    retryable: false,
  },
  not_found: {
    retryable: false,
  },
  message_deleted: {
    retryable: false,
  },
  duplicate: {
    retryable: false,
  },
  file_fetch_failed: {
    retryable: true,
    attempts: 2,
  },
  file_type_mismatch: {
    retryable: false,
  },
  message_too_large: {
    retryable: false,
  },
  file_too_large: {
    retryable: false,
  },
  file_expired: {
    retryable: false,
  },
  form_not_eligible: {
    retryable: false,
  },
  account_link_token: {
    retryable: false,
  },
  thread_automated: {
    retryable: true,
  },

  // The channel: an admin must act.
  token_invalid: {
    retryable: true,
    admin: true,
  },
  app_secret_wrong: {
    retryable: true,
    admin: true,
  },
  permission_missing: {
    retryable: true,
    admin: true,
  },
  capability_missing: {
    retryable: true,
    admin: true,
  },
  profile_permission_missing: {
    retryable: true,
    // Not `admin`: messages are still sent.
  },
  app_not_live: {
    retryable: true,
    admin: true,
  },
  page_restricted: {
    retryable: true,
    admin: true,
  },
  routing_not_configured: {
    retryable: true,
    admin: true,
  },
  contact_terms: {
    retryable: true,
    admin: true,
  },
  instagram_link: {
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
