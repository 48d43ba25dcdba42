import { pageQuerySchema } from "#contract/base/page.ts";
import {
  createCustomerNoteSchema,
  customerNotesQuerySchema,
  timelineQuerySchema,
  updateCustomerNoteSchema,
  updateCustomerSchema,
} from "#contract/customers/customer-requests.ts";
import { pageOf } from "#contract/base/page.ts";
import { customerFilterSchema } from "#contract/customers/customer-filter.ts";
import {
  importCustomersSchema,
  importedCustomersSchema,
} from "#contract/customers/customer-import.ts";
import {
  customerSchema,
  listedCustomerSchema,
  revealedCustomerSchema,
} from "#contract/customers/customer.ts";
import {
  customerSortSchema,
  DEFAULT_CUSTOMER_SORT,
} from "#contract/customers/customer-sort.ts";
import { idSchema } from "#contract/base/ids.ts";
import {
  customerFileSchema,
  customerFilesQuerySchema,
} from "#contract/threads/customer-file.ts";
import {
  customerNoteSchema,
  noteReaderSchema,
  noteReadersQuerySchema,
} from "#contract/customers/customer-note.ts";
import { touchesSchema } from "#contract/customers/touch.ts";
import { timelineItemSchema } from "#contract/customers/timeline.ts";
import { soughtTextSchema } from "#contract/text/text-schema.ts";
import {
  getCustomer,
  listCustomers,
  updateCustomer,
} from "#server/domain/customers/customers.ts";
import { listCustomerFiles } from "#server/domain/customer-record/customer-files.ts";
import { revealCustomer } from "#server/domain/customers/reveal-customer.ts";
import { readTouches } from "#server/domain/customer-record/touches.ts";
import { readTimeline } from "#server/domain/customer-record/timeline.ts";
import {
  createCustomerNote,
  deleteCustomerNote,
  listCustomerNotes,
  updateCustomerNote,
} from "#server/domain/customer-record/customer-notes.ts";
import { listNoteReaders } from "#server/domain/customer-record/note-mentions.ts";
import { customerLanguagesSchema } from "#contract/customers/customer-languages.ts";
import { listCustomerLanguages } from "#server/domain/customers/language.ts";
import { importCustomers } from "#server/domain/customers/import-customers.ts";
import { exportCustomers } from "#server/domain/customers/export-customers.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { csvResponse } from "#server/http/edge/response/csv-response.ts";

const filterSchema = customerFilterSchema.extend({
  q: soughtTextSchema.optional(),
  segment: idSchema.optional(),
  sort: customerSortSchema.default(DEFAULT_CUSTOMER_SORT),
});
const querySchema = pageQuerySchema.extend(filterSchema.shape);

/** The people who write. */
export function customerRoutes(api: Api): void {
  const tag = "Customers";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers",
      name: "listCustomers",
      summary: "List customers",
      description:
        "Only customers of threads the caller can see. `q` finds names, aliases, phone numbers in any writing, e-mail addresses, ids of channels and fields. `channel`, `label`, `accountOwner` and `stage` each take one id. `open`: whether a conversation the caller can see is not closed. `blocked`: whether a block has an effect now. `language` is a tag: `zh` takes every Chinese, `zh-Hant` the traditional one. `lastMessageWithin` and `lastMessageOlderThan` take days, `lastMessageFrom` and `lastMessageTo` a day each, both included, in the company’s time zone; they ask for the last message of conversations the caller can see. `segment` takes the id of a segment, whose filter holds as well. `sort` is `created` (the newest customer first), `last_message` (the newest message first, of conversations the caller can see) or `name`; customers without a message or name come last. A cursor belongs to the order of its page.",
      query: querySchema,
      answer: pageOf(listedCustomerSchema),
    },
    ({ context, actor, query }) => listCustomers(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/import",
      name: "importCustomers",
      summary: "Import customers from CSV",
      description:
        "Each row needs an email address or a phone number. A customer who has it already is left as they are, gets what they lack, or gets all values of the row (`existing`). A row with an error is left out and named; dryRun changes nothing. No message is sent.",
      body: importCustomersSchema,
      answer: importedCustomersSchema,
    },
    ({ context, actor, body }) => importCustomers(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/export",
      name: "exportCustomers",
      summary: "Export customers as CSV",
      description:
        "Requires the supervisor role. Takes the filter and the order of the list, and has a column for each field of the company. The export is recorded.",
      query: filterSchema,
      file: "download",
    },
    async ({ context, actor, query }) =>
      csvResponse(
        `customers-${context.clock.now().toISOString().slice(0, 10)}.csv`,
        await exportCustomers(context, actor, query),
      ),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/languages",
      name: "listCustomerLanguages",
      summary: "List the customers’ languages",
      description:
        "The values that `language` of GET /threads is useful for, of all customers.",
      answer: customerLanguagesSchema,
    },
    ({ context, actor }) => listCustomerLanguages(context, actor),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}",
      name: "getCustomer",
      reviewers: "own",
      summary: "Get a customer",
      answer: customerSchema,
    },
    ({ context, actor, id }) => getCustomer(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/reveal",
      name: "revealCustomer",
      reviewers: "own",
      summary: "Reveal a customer’s contact data",
      description:
        "For roles that see it masked. Refused where the role can’t reveal it. Each use is recorded.",
      answer: revealedCustomerSchema,
      reveals: true,
    },
    ({ context, actor, id }) => revealCustomer(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/customers/{id}",
      name: "updateCustomer",
      summary: "Update a customer",
      description:
        "Fields are merged. Set a field to null to remove it. A phone number is stored in E.164; without a country code it belongs to the company’s country.",
      body: updateCustomerSchema,
      answer: customerSchema,
    },
    ({ context, actor, id, body }) => updateCustomer(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/timeline",
      name: "readTimeline",
      summary: "Read a customer’s timeline",
      description:
        "Conversations and their transfers, leads, notes, files, changes of the stage, consents, merges and blocks, newest first, as far as the caller can see them. `type=thread` leaves only conversations.",
      query: timelineQuerySchema,
      answer: pageOf(timelineItemSchema),
    },
    ({ context, actor, id, query }) =>
      readTimeline(context, actor, { customerId: id, ...query }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/files",
      name: "listCustomerFiles",
      summary: "List a customer’s files",
      description:
        "Photos, videos, voice messages and files of all conversations that the caller can see, newest first; `kind` narrows them. Only files that can be opened: none that is being fetched, waits for the virus scanner or was refused.",
      query: customerFilesQuerySchema,
      answer: pageOf(customerFileSchema),
    },
    ({ context, actor, id, query }) =>
      listCustomerFiles(context, actor, { customerId: id, ...query }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/touches",
      name: "readTouches",
      summary: "Read what led a customer here",
      description:
        "The first and the last ad, link with a ref, post or lead form, and the newest 100, as far as the caller can see their conversations and leads.",
      answer: touchesSchema,
    },
    ({ context, actor, id }) => readTouches(context, actor, id),
  );
  noteRoutes(api, tag);
}

function noteRoutes(api: Api, tag: string): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/notes",
      name: "listCustomerNotes",
      summary: "List notes about a customer",
      description:
        "Those that the caller may read (`audience` of a note): pinned notes first, then the newest. `category` takes one id.",
      query: customerNotesQuerySchema,
      answer: pageOf(customerNoteSchema),
    },
    async ({ context, actor, id, query }) => ({
      items: await listCustomerNotes(context, actor, id, query),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/note-readers",
      name: "listNoteReaders",
      summary: "List who could read a note about a customer",
      description:
        "The teammates beside the caller who could read a note of theirs with this `audience`, and whom it can therefore mention.",
      query: noteReadersQuerySchema,
      answer: pageOf(noteReaderSchema),
    },
    async ({ context, actor, id, query }) => ({
      items: await listNoteReaders(context, actor, id, query),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/notes",
      name: "createCustomerNote",
      summary: "Add a note about a customer",
      description:
        "`audience` says who may read it among those who can see the customer: everyone, the members and supervisors of `departmentId`, supervisors, or its author alone. The author can always read it. `mentions` notifies teammates; it is refused (`mention_not_reader`) if one of them could not read the note.",
      body: createCustomerNoteSchema,
      answer: customerNoteSchema,
      status: 201,
    },
    ({ context, actor, id, body }) =>
      createCustomerNote(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/customers/{id}/notes/{noteId}",
      name: "updateCustomerNote",
      summary: "Change or pin a note about a customer",
      description: "For its author and for supervisors who can read it.",
      body: updateCustomerNoteSchema,
      answer: customerNoteSchema,
    },
    ({ context, actor, id, params, body }) =>
      updateCustomerNote(
        context,
        actor,
        { customerId: id, noteId: params["noteId"] ?? "" },
        body,
      ),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/customers/{id}/notes/{noteId}",
      name: "deleteCustomerNote",
      summary: "Delete a note about a customer",
      description: "For its author and for supervisors who can read it.",
    },
    ({ context, actor, id, params }) =>
      deleteCustomerNote(context, actor, {
        customerId: id,
        noteId: params["noteId"] ?? "",
      }),
  );
}
