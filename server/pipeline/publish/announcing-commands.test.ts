import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/**
 * The test finds the commands that announce in the code; each must be in this
 * list. A new one goes through the harness in a test below explained/, or the
 * list says why it need not.
 */
const COMMANDS: Record<
  string,
  | "harness"
  /** Changes only settings: published by channel.updated or settings.updated; see http/api/company/live-settings.test.ts. */
  | "settings"
  /** Changes no thread and no message. Its own event is tested where it is published. */
  | "own event"
  /** Only calls commands of this list, or one of them calls it with data from outside. */
  | "by others"
> = {
  acceptOffer: "harness",
  // Leads are in no inbox; see http/api/leads/lead-offers.test.ts.
  acceptLeadOffer: "own event",
  declineLeadOffer: "own event",
  routeLeadsOnce: "own event",
  ringLeadGroups: "own event",
  cancelTransfer: "harness",
  claimSends: "harness",
  closeThread: "harness",
  declineOffer: "harness",
  dismissNote: "harness",
  inviteParticipant: "harness",
  labelCustomer: "harness",
  labelThread: "harness",
  setPriority: "harness",
  archiveThread: "harness",
  deleteThread: "harness",
  restoreThread: "harness",
  markSpam: "by others",
  unmarkSpam: "by others",
  markNoReplyNeeded: "harness",
  undoNoReplyNeeded: "harness",
  leave: "harness",
  markRead: "harness",
  markUnread: "harness",
  reassign: "harness",
  recordProfile: "harness",
  releaseThread: "harness",
  removeParticipant: "harness",
  reopenThread: "harness",
  reply: "harness",
  // Events of a list of their own; see http/api/threads/scheduled.test.ts. What they send is a reply.
  scheduleReply: "own event",
  holdReply: "own event",
  sendHeldReplies: "by others",
  updateScheduled: "own event",
  cancelScheduled: "own event",
  sendScheduledNow: "own event",
  sendDueScheduled: "own event",
  // Runs commands of this list; see http/api/threads/macros.test.ts.
  runMacro: "by others",
  // Each row or reply by a command of this list.
  importCannedReplies: "by others",
  importCustomers: "by others",
  // A worker does what they ask for; see http/api/customers/imports.test.ts.
  startImport: "settings",
  undoImport: "settings",
  workOnImports: "settings",
  createMacro: "settings",
  updateMacro: "settings",
  deleteMacro: "settings",
  retryMessage: "harness",
  routeOnce: "harness",
  runTimersOnce: "harness",
  setPresence: "harness",
  setQueueLogin: "settings",
  keepWelcome: "settings",
  saveWelcome: "by others",
  setPhoto: "settings",
  removePhoto: "settings",
  snoozeThread: "harness",
  takeThread: "harness",
  transferThread: "harness",
  disableAgent: "harness",
  updateAgent: "harness",
  updateCustomer: "harness",
  // A notification of the agent alone; see http/api/people/unseen-mail.test.ts.
  welcomeBack: "own event",
  createCustomerNote: "own event",
  updateCustomerNote: "own event",
  deleteCustomerNote: "own event",
  recordConsent: "harness",
  blockCustomer: "harness",
  unblockCustomer: "harness",
  verifyContact: "harness",
  unverifyContact: "harness",
  keepApart: "own event",
  letSuggest: "own event",
  mergeCustomers: "harness",
  undoMerge: "harness",
  requestExport: "settings",
  placeHold: "own event",
  placePeriodHold: "settings",
  endHold: "own event",
  openExport: "settings",
  readExport: "settings",
  eraseCustomer: "harness",
  eraseUnchecked: "by others",
  eraseAgain: "by others",
  createTeamChat: "settings",
  updateTeamChat: "settings",
  deleteTeamChat: "settings",
  createCustomerField: "settings",
  updateCustomerField: "settings",
  deleteCustomerField: "settings",
  createNoteCategory: "settings",
  updateNoteCategory: "settings",
  deleteNoteCategory: "settings",
  createCustomerStage: "settings",
  updateCustomerStage: "settings",
  deleteCustomerStage: "settings",
  exportAudit: "settings",
  createAgent: "settings",
  changePassword: "settings",
  acceptInvitation: "settings",
  renewInvitation: "settings",
  resealSecrets: "settings",
  endSessions: "settings",
  endSession: "settings",
  confirmTotp: "settings",
  removeTotp: "settings",
  removeTotpOf: "settings",
  resetTotp: "settings",
  signInByProvider: "settings",
  updateSecuritySettings: "settings",
  removeAddressLists: "settings",
  touchSession: "settings",
  createFirstOwner: "settings",
  createToken: "settings",
  renewSecret: "settings",
  revokeToken: "settings",
  deleteChannel: "settings",
  createChannel: "settings",
  createApiChannel: "settings",
  recordDeauthorized: "settings",
  recordDeletionRequest: "own event",
  requestBackfill: "settings",
  backfillOnce: "by others",
  createMessengerChannel: "settings",
  replayDeliveries: "settings",
  updateChannel: "settings",
  recordWebhookVerified: "settings",
  createLabel: "settings",
  deleteLabel: "settings",
  updateLabel: "settings",
  createDataRequest: "settings",
  updateDataRequest: "settings",
  addRequestStep: "settings",
  createSegment: "settings",
  deleteSegment: "settings",
  updateSegment: "settings",
  createView: "settings",
  deleteView: "settings",
  updateView: "settings",
  createDepartment: "settings",
  deleteDepartment: "settings",
  updateDepartment: "settings",
  deleteHolidayCalendar: "settings",
  saveHolidayCalendar: "settings",
  pauseQueue: "settings",
  resumeQueue: "settings",
  setQueueLoginOf: "settings",
  createQueue: "settings",
  deleteQueue: "settings",
  updateQueue: "settings",
  createRingGroup: "settings",
  deleteRingGroup: "settings",
  updateRingGroup: "settings",
  updateRoutingSettings: "settings",
  updateCompany: "settings",
  updateGettingStarted: "settings",
  updateRetention: "settings",
  updatePrivacySettings: "settings",
  // Screens that show an old message keep it until they fetch again.
  applyRetention: "own event",
  createCannedReply: "settings",
  deleteCannedReply: "settings",
  updateCannedReply: "settings",
  updateMailSettings: "settings",
  // Events of one agent alone; see http/api/people/notifications.test.ts.
  readNotifications: "own event",
  startFollowedReplies: "own event",
  updateReview: "settings",
  confirmPasswordReset: "settings",
  createReviewer: "by others",
  endReviewers: "by others",
  addReviewer: "by others",
  changeReview: "by others",
  removeReviewer: "by others",
  changeChannel: "settings",
  checkChannel: "settings",
  connectChannel: "settings",
  connectPages: "settings",
  finishLogin: "settings",
  holdLogin: "settings",
  keepLooks: "settings",
  testChannel: "settings",
  repairChannel: "settings",
  prepareTest: "settings",
  purgeTests: "own event",
  sendTestMessage: "by others",
  deleteTestData: "by others",
  addLeadNote: "own event",
  backfillLeadsOnce: "own event",
  changeLead: "own event",
  changeLeadPage: "settings",
  createLeadSource: "settings",
  createLeadStatus: "settings",
  deleteLeadSource: "settings",
  deleteLeadStatus: "settings",
  exportLeads: "settings",
  exportCustomers: "settings",
  revealCustomer: "settings",
  revealLead: "settings",
  exportReport: "settings",
  makeTranscript: "settings",
  retryJob: "settings",
  failLead: "own event",
  fetchLeadsOnce: "own event",
  importLeads: "own event",
  logLeadCall: "own event",
  releaseLead: "own event",
  requestLeadBackfill: "settings",
  retryLead: "own event",
  sendTestLead: "own event",
  settleLead: "own event",
  takeLead: "own event",
  transferLead: "own event",
  updateLead: "own event",
  updateLeadForm: "settings",
  updateLeadPage: "settings",
  updateLeadSettings: "settings",
  updateLeadSource: "settings",
  updateLeadStatus: "settings",
  recordRefusedSignature: "settings",
  connectDevice: "own event",
  keepDevices: "own event",
  loseAgents: "own event",
  expireReviewers: "by others",
  startSeeingAs: "settings",
  stopSeeingAs: "settings",
  sweepSeeingAs: "settings",
  remindOfReviewers: "own event",
  setPresenceOf: "own event",
  dismissAlert: "own event",
  watchDeadEnds: "settings",
  watchTrouble: "own event",
  setTyping: "own event",
  saveDraft: "own event",
  deleteDraft: "own event",
  claimIncoming: "by others",
  failIncoming: "by others",
  keepIncoming: "by others",
  settleScan: "by others",
  scanKeptFiles: "by others",
  updateFileOfMessage: "by others",
  drainQueues: "by others",
  finishReactionsOnce: "by others",
  ringWaiting: "by others",
  changeThread: "by others",
  workOnThread: "by others",
  applyItemwise: "by others",
  createApplier: "by others",
  fetchFilesOnce: "by others",
  startPipeline: "by others",
  fetchProfilesOnce: "by others",
  createAsker: "by others",
  resolveUncertainOnce: "by others",
  createSender: "by others",
  settleSend: "by others",
  reactToMessage: "by others",
  readByAgent: "by others",
  makeTranscriptPdf: "by others",
  takeControl: "by others",
};

type Found = { isCommand: boolean; calls: string[] };

test("every command that announces is in the list, and the list names no other", () => {
  const names = commandsThatAnnounce().map((key) => key.split("#")[1] ?? "");
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !(name in COMMANDS)).sort()).toEqual([]);
  expect(Object.keys(COMMANDS).filter((name) => !names.includes(name))).toEqual(
    [],
  );
});

test("commands that the list assigns to the harness are called there", () => {
  const folder = "server/pipeline/publish";
  const body = [
    "test-screens.ts",
    ...fs.readdirSync(`${folder}/explained`).map((file) => `explained/${file}`),
  ]
    .map((file) => fs.readFileSync(`${folder}/${file}`, "utf8"))
    .map((test) => test.slice(test.lastIndexOf("\nimport ")))
    .join("\n");
  const missing = Object.entries(COMMANDS)
    .filter(([, where]) => where === "harness")
    .map(([name]) => name)
    .filter((name) => !new RegExp(`\\b${name}\\(`).test(body));
  expect(missing).toEqual([]);
});

/** Exported functions that take a context, or an object with one, and reach `announce`, as file#name. */
function commandsThatAnnounce(): string[] {
  const found = new Map<string, Found>();
  for (const file of sources()) readFunctions(file, found);
  const reaching = new Set(["server/domain/outbox/announcements.ts#announce"]);
  for (let grew = true; grew;) {
    grew = false;
    for (const [key, { calls }] of found)
      if (!reaching.has(key) && calls.some((call) => reaching.has(call))) {
        reaching.add(key);
        grew = true;
      }
  }
  return [...reaching].filter((key) => found.get(key)?.isCommand);
}

function sources(): string[] {
  return ["server/domain", "server/pipeline"].flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/test[.-]/.test(file))
      .map((file) => `${folder}/${file}`),
  );
}

function readFunctions(file: string, found: Map<string, Found>): void {
  // A comment may name a function that the code beside it does not call.
  const text = fs
    .readFileSync(file, "utf8")
    .replaceAll(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|(?:^|[ \t])\/\/ .*$/gm, "");
  const imported = new Map<string, string>();
  const lists = text.matchAll(
    /import (?:type )?\{([^}]*)\} from "([#.][^"]+)"/g,
  );
  for (const [, names = "", place = ""] of lists) {
    const from = place.startsWith("#")
      ? place.slice(1)
      : path.posix.join(path.posix.dirname(file), place);
    for (const each of names.split(",")) {
      const [name = "", alias] = each
        .trim()
        .replace(/^type /, "")
        .split(" as ");
      imported.set((alias ?? name).trim(), `${from}#${name.trim()}`);
    }
  }
  for (const part of text.split(/^(?=(?:export )?(?:async )?function \w+)/m)) {
    const head =
      /^(export )?(?:async )?function (\w+)(?:<[^(]*>)?\(([\s\S]*?)\)\s*:/.exec(
        part,
      );
    const [all = "", isExported, name = "", parameters = ""] = head ?? [];
    if (!head) continue;
    found.set(`${file}#${name}`, {
      isCommand:
        isExported !== undefined &&
        /\b(Context|Vendor|Signalling|PipelineParts|ApplierOptions)\b/.test(
          parameters,
        ),
      calls: [...part.slice(all.length).matchAll(/\b\w+\b/g)].map(
        ([word]) => imported.get(word) ?? `${file}#${word}`,
      ),
    });
  }
}
