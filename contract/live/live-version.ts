/**
 * Version of the live events (live-events.ts). A test holds a hash of their
 * schemas beside it. A change of a schema raises the version and adds a line
 * below: what a tab does that still runs the code of the version before.
 *
 * 1  the first one that is counted
 * 2  a page's problem says since when (`since`); a tab of before leaves it out
 * 3  a channel has its kind's rules, a refused message the receiver's words; a tab
 *    of before goes by Messenger's limits
 * 4  a channel's rules say in which unit a text is counted (`textUnit`); a tab of
 *    before counts UTF-16 units, and the server cuts the text where it must
 * 5  a channel says when a message was last accepted (`lastSentAt`), and a problem
 *    what the other side said (`detail`); a tab of before shows neither
 * 6  a channel has its lights (`lights`); a tab of before shows its problems alone
 * 7  threads and messages say whether they are a test (`test`); a tab of before
 *    shows them like others
 * 8  settings have canned replies (`settings.updated`); a tab of before does not
 *    know them
 * 9  a channel has the last characters of its token and secret (`tokenLast4`,
 *    `secretLast4`); a tab of before shows neither
 * 10  a lead is told of (`lead.created`, `lead.updated`); a tab of before ignores both
 * 11  a customer has e-mail and phone, notes are told of (`customer.changed`), settings
 *    have customer fields; a tab of before shows none of them
 * 12  a thread's priority is a word and no number, and settings have views
 *    (`settings.updated`); a tab of before shows neither
 * 13  a customer says whether they are blocked (`block`); a tab of before does not
 *    show it
 * 14  an agent's devices get drafts (`draft.updated`), notes name whom they mention,
 *    threads have an archive and viewers (`viewers.updated`); a tab of before shows none
 *    of them
 * 15  a lead says why it was lost (`lostReason`), and agents who no longer see a lead
 *    are told (`lead.removed`); a tab of before shows neither
 * 16  an agent's devices get notifications (`notification.created`, `notification.read`);
 *    a tab of before ignores both
 * 17  a lead says what it is worth (`value`); a tab of before does not show it
 * 18  a notification is also of a message or an offer; a tab of before shows no words for
 *    them
 * 19  settings have those of leads (`settings.updated`); a tab of before shows a change
 *    of them after it is loaded again
 * 20  a channel has the names of other apps that answer its customers (`otherApps`); a
 *    tab of before says "another app"
 * 21  messages to be sent later are told of (`schedule.changed`, status `scheduled`); a tab
 *    of before shows none
 * 22  a scheduled message says whether the owner of its time sends it (`asOwner`); a tab
 *    of before shows its author alone
 * 23  settings have macros (`settings.updated`); a tab of before does not know them
 * 24  a notification is also a digest; a tab of before shows no words for it
 * 25  a lead is offered (`offer.created` with `lead`, `offer.ended` with `leadId`); a tab
 *    of before shows no card for it, and has it in its list
 * 26  a notification is also of a queue's target for replies; a tab of before shows no words
 *    for it
 * 27  a scheduled message says whether its author can still take it back (`canUndo`); a tab
 *    of before shows it as any scheduled one
 * 28  the name of a channel has its office hours (`hours`); a tab of before counts waits
 *    around the clock
 * 29  a file says whether it waits for the virus scanner or was removed by it (`scan`); a
 *    tab of before shows it as being fetched, or as missing
 * 30  a customer has a stage (`stageId`), and settings have stages (`settings.updated`); a tab of
 *    before shows neither
 * 31  a customer says how e-mail and phone were verified (`verified`); a tab of before
 *    shows neither
 * 32  a thread says when its customer opted out (`optedOutAt`); a tab of before offers a reply
 *    that is refused
 * 33  a saved view can have a text to search for (`q`, no event of its own); a tab of before
 *    shows every conversation in it, and now offers to reload
 * 34  the rules of a channel name the voice notes that it plays (`voiceFormats`); a tab of before
 *    offers none
 * 35  a thread has a number (`number`); a tab of before shows none
 * 36  settings have note categories (`settings.updated`); a tab of before does not know them
 * 37  a thread says when its reply target runs out (`replyDueAt`); a tab of before cannot sort
 *    by it
 * 38  a thread says whether a message of the customer ends its snooze (`wakesOnReply`); a tab of before
 *    undoes the end of a snooze as one that does
 * 39  settings have segments of customers (`settings.updated`); a tab of before shows none
 * 40  settings have requests about data (`settings.updated`); a tab of before shows none
 * 41  an answer of a lead says what it fills (`targets` in `lead.updated`); a tab of before does not read it
 * 42  a thread says whose it was last (`lastOwnerId`); a tab of before lists no closed thread by its
 *    owner
 * 43  a customer has the names of those who were merged into them (`aliases`); a tab of before
 *    shows none
 * 44  a viewer may have the thread in a tab out of sight (`open` in `viewers.updated`); a tab of
 *    before marks them as one who looks at it
 * 45  a thread says how its snooze has ended (`back`), and what its pinned note came with (`why` in
 *    `handoverNote`); a tab of before shows neither
 */
export const EVENTS_VERSION = 45;
