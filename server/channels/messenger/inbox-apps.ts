/**
 * Apps through which people write in Meta's own inboxes: the Page inbox
 * (documented with two ids) and Instagram's. Source: Messenger Platform,
 * "message_echoes" and "Conversation Routing", read 2026-11.
 */
export const META_INBOX_APPS: readonly string[] = [
  "263902037430900",
  "26390203743090",
  "1217981644879628",
];
