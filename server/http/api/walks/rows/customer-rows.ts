import {
  ALL,
  TEAM,
  ADMINS,
  SUPERVISORS,
  SEEN,
  WORKED,
  name,
  type Row,
} from "./row.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Customers, what is kept about them, and labels. */
export const CUSTOMER_ROWS: Record<string, Row> = {
  "GET /customers": { may: TEAM },
  "GET /customers/languages": { may: TEAM },
  "GET /segments": { may: TEAM },
  "GET /segments/{id}/count": { may: WORKED, id: "segmentId" },
  "POST /segments": {
    may: TEAM,
    body: ({ labelId }) => ({ ...name(), filter: { label: labelId } }),
  },
  "PATCH /segments/{id}": { may: "++0-0--", id: "segmentId", body: {} },
  "GET /customers/{id}": { may: SEEN, id: "customerId" },
  "POST /customers/{id}/reveal": { may: SEEN, id: "customerId" },
  "PATCH /customers/{id}": { may: WORKED, id: "customerId", body: {} },
  "GET /customers/{id}/timeline": { may: "++0+0--", id: "customerId" },
  "GET /customers/{id}/files": { may: "++0+0--", id: "customerId" },
  "GET /customers/{id}/touches": { may: "++0+0--", id: "customerId" },
  "GET /customers/{id}/consents": { may: "++0+0--", id: "customerId" },
  "POST /customers/{id}/consents": {
    may: WORKED,
    id: "customerId",
    body: { purpose: "marketing", given: true },
  },
  "GET /customers/{id}/notes": { may: "++0+0--", id: "customerId" },
  "GET /customers/{id}/note-readers": { may: "++0+0--", id: "customerId" },
  "POST /customers/{id}/notes": {
    may: WORKED,
    id: "customerId",
    body: { text: "hi" },
  },
  "PATCH /customers/{id}/notes/{noteId}": {
    may: WORKED,
    id: "customerId",
    then: "customerNoteId",
    body: { pinned: true },
  },
  "DELETE /customers/{id}/notes/{noteId}": {
    may: WORKED,
    id: "customerId",
    then: "customerNoteId",
    ends: true,
  },
  "POST /customers/{id}/block": { may: WORKED, id: "customerId", body: {} },
  "DELETE /customers/{id}/block": { may: WORKED, id: "customerId" },
  "POST /customers/{id}/verify": {
    may: WORKED,
    id: "customerId",
    body: { key: "email", reason: "Called back" },
  },
  "DELETE /customers/{id}/verify": {
    may: WORKED,
    id: "customerId",
    query: "key=email",
  },
  "GET /customers/{id}/duplicates": { may: "++0+0--", id: "customerId" },
  "POST /customers/{id}/duplicates/{otherId}/dismiss": {
    may: WORKED,
    id: "customerId",
    then: "customerId",
  },
  "DELETE /customers/{id}/duplicates/{otherId}/dismiss": {
    may: WORKED,
    id: "customerId",
    then: "customerId",
  },
  "POST /customers/merge": {
    may: WORKED,
    body: ({ customerId }) => ({
      survivorId: customerId,
      otherId: customerId,
    }),
  },
  "POST /customers/merges/{id}/undo": { may: "00000--", id: "queueId" },
  "POST /customers/{id}/export": { may: ADMINS, id: "customerId" },
  "GET /customers/{id}/export/{jobId}": {
    may: "0------",
    id: "customerId",
    then: "queueId",
  },
  "GET /customers/{id}/holds": { may: ADMINS, id: "customerId" },
  "POST /customers/{id}/holds": { may: ADMINS, id: "customerId", body: {} },
  "DELETE /holds/{id}": { may: "0------", id: "queueId" },
  "GET /exports/{link}": { may: "0000000", id: "queueId" },
  // A customer of its own: the others walk to this one's thread.
  "POST /customers/{id}/erase": { may: "0------", id: "queueId" },
  "GET /note-categories": { may: TEAM },
  "POST /note-categories": { may: ADMINS, body: {} },
  "PATCH /note-categories/{id}": {
    may: ADMINS,
    id: "noteCategoryId",
    body: {},
  },
  "DELETE /note-categories/{id}": {
    may: ADMINS,
    id: "noteCategoryId",
    ends: true,
  },
  "GET /customer-stages": { may: TEAM },
  "POST /customer-stages": { may: ADMINS, body: {} },
  "PATCH /customer-stages/{id}": {
    may: ADMINS,
    id: "customerStageId",
    body: {},
  },
  "DELETE /customer-stages/{id}": {
    may: ADMINS,
    id: "customerStageId",
    ends: true,
  },
  "GET /customer-fields": { may: TEAM },
  "POST /customer-fields": { may: SUPERVISORS, body: {} },
  "PATCH /customer-fields/{id}": {
    may: SUPERVISORS,
    id: "customerFieldId",
    body: {},
  },
  "DELETE /customer-fields/{id}": {
    may: SUPERVISORS,
    id: "customerFieldId",
    ends: true,
  },
  "GET /customers/{id}/avatar": { may: "0000000", id: "customerId" },
  "POST /customers/{id}/labels": {
    may: WORKED,
    id: "customerId",
    body: ({ labelId }) => ({ labelId }),
  },
  "DELETE /customers/{id}/labels/{labelId}": {
    may: WORKED,
    id: "customerId",
    then: "labelId",
  },

  "GET /labels": { may: ALL },
  "POST /labels": { may: SUPERVISORS, body: name },
  "GET /labels/{id}/use": { may: SUPERVISORS, id: "labelId" },
  "PATCH /labels/{id}": {
    may: "++-----",
    id: "labelId",
    body: { color: "slate" },
  },

  "POST /customers/import": {
    may: ADMINS,
    body: () => ({
      csv: `email\n${randomToken(8)}@example.com`,
      mapping: { email: "email" },
    }),
  },
  "GET /customers/imports": { may: ADMINS },
  "POST /customers/imports": { may: ADMINS },
  "GET /customers/imports/{id}": { may: ADMINS, id: "customerImportId" },
  "PATCH /customers/imports/{id}": {
    may: ADMINS,
    id: "customerImportId",
    body: {},
  },
  "POST /customers/imports/{id}/check": {
    may: ADMINS,
    id: "customerImportId",
    body: {},
  },
  "POST /customers/imports/{id}/start": { may: ADMINS, id: "customerImportId" },
  "POST /customers/imports/{id}/pause": { may: ADMINS, id: "customerImportId" },
  "POST /customers/imports/{id}/resume": {
    may: ADMINS,
    id: "customerImportId",
  },
  "POST /customers/imports/{id}/undo": { may: ADMINS, id: "customerImportId" },
  "GET /customers/imports/{id}/errors": { may: ADMINS, id: "customerImportId" },
  "DELETE /customers/imports/{id}": {
    may: ADMINS,
    id: "customerImportId",
    ends: true,
  },
};
