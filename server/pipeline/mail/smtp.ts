import { promisify } from "node:util";
import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import SMTPConnection from "nodemailer/lib/smtp-connection/index.js";
import type { LookupAddress } from "node:dns";
import { truncate } from "#contract/text/text.ts";
import { parseSender } from "#contract/mail/mail-requests.ts";
import {
  checkedLookup,
  isAllowedAddress,
} from "#server/channels/common/public-address.ts";
import type { MailServer } from "#server/domain/mail/mail-settings.ts";
import type { RenderedMail } from "#server/domain/mail/mail-templates.ts";

/**
 * sent: the server took it. refused: it will never take it. later: nothing was
 * taken; another attempt may succeed. uncertain: the last byte had left and no
 * answer came.
 */
export type MailOutcome =
  | { kind: "sent"; response: string }
  | { kind: "refused" | "later" | "uncertain"; message: string };

export type OutgoingMail = RenderedMail & {
  to: string;
  /** Stable over all attempts, so that a mailbox recognizes a copy. */
  messageId: string;
  date: Date;
};

export type SmtpOptions = {
  /** Awaited before the last byte leaves; if it throws, the server gets an incomplete mail and drops it. */
  beforeHandOver?: () => Promise<void>;
  signal: AbortSignal;
};

const CONNECT_TIMEOUT_MS = 10_000;
/** Without a byte from the server for this long an attempt ends. */
const SILENCE_TIMEOUT_MS = 30_000;
const MAX_WORDS = 500;
const MAX_ADDRESSES = 4;

type SmtpError = Error & {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
};

/**
 * Sends one mail over a connection of its own. The server may be in the
 * company's own network: an admin names it. Never throws for what the server
 * or the network does.
 */
export async function sendBySmtp(
  server: MailServer,
  mail: OutgoingMail,
  { beforeHandOver, signal }: SmtpOptions,
): Promise<MailOutcome> {
  let isHandedOver = false;
  let connection: SMTPConnection | null = null;
  const close = () => connection?.close();
  signal.addEventListener("abort", close);
  try {
    connection = await connect(server, signal);
    const content = await compose(server, mail);
    const response = await transmit(connection, mail.to, content, {
      from: senderOf(server).address,
      async beforeEnd() {
        signal.throwIfAborted();
        await beforeHandOver?.();
        isHandedOver = true;
      },
    });
    return { kind: "sent", response };
  } catch (error) {
    return outcomeOf(error as SmtpError, isHandedOver);
  } finally {
    signal.removeEventListener("abort", close);
    connection?.quit();
  }
}

/**
 * Connects to the mail server, logs in where the settings say so, and takes
 * leave. No mail is sent.
 * @throws Error what the server or the network said
 */
export async function greetSmtp(
  server: MailServer,
  signal: AbortSignal,
): Promise<void> {
  const connection = await connect(server, signal);
  connection.quit();
}

function outcomeOf(error: SmtpError, isHandedOver: boolean): MailOutcome {
  const message = truncate(error.response ?? error.message, MAX_WORDS);
  const { responseCode, command } = error;
  if (isHandedOver && responseCode === undefined)
    return { kind: "uncertain", message };
  // A refused log-in or sender is a matter of the settings, which an admin can change meanwhile.
  const isAboutThisMail = command === "RCPT TO" || command === "DATA";
  if (isAboutThisMail && responseCode !== undefined && responseCode >= 500)
    return { kind: "refused", message };
  return { kind: "later", message };
}

/** Connects and logs in. The first address that answers is used. */
async function connect(
  server: MailServer,
  signal: AbortSignal,
): Promise<SMTPConnection> {
  const addresses = await resolve(server.host);
  let failure: unknown = new Error(`${server.host} has no address.`);
  for (const { address } of addresses.slice(0, MAX_ADDRESSES)) {
    signal.throwIfAborted();
    const connection = new SMTPConnection({
      host: address,
      port: server.port,
      secure: server.secure,
      name: hostnameOf(server),
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      tls: {
        servername: server.host,
        // A relay in one's own network has a certificate of its own making. With `secure` it is checked all the same.
        rejectUnauthorized: server.secure || isAllowedAddress(address, false),
      },
    });
    try {
      await opened(connection);
    } catch (error) {
      connection.close();
      failure = error;
      continue;
    }
    if (server.auth === null) return connection;
    const { user, password } = server.auth;
    try {
      await settled((done) =>
        connection.login({ credentials: { user, pass: password } }, done),
      );
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }
  throw failure;
}

/** IPv4 first: many machines have no way to IPv6. @throws ForbiddenAddress where a cloud keeps credentials */
async function resolve(host: string): Promise<LookupAddress[]> {
  const lookup = promisify(checkedLookup(true)) as unknown as (
    host: string,
    options: { all: true },
  ) => Promise<LookupAddress[]>;
  const found = await lookup(host, { all: true });
  return found.toSorted((a, b) => a.family - b.family);
}

function opened(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays for the life of the connection: a later error without a listener would end the process.
    connection.on("error", reject);
    connection.once("end", () => reject(new Error("Connection closed.")));
    connection.connect(() => resolve());
  });
}

function settled(
  act: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => (error ? reject(error) : resolve()));
  });
}

/** @returns the server's answer to the whole mail */
function transmit(
  connection: SMTPConnection,
  to: string,
  content: Buffer,
  { from, beforeEnd }: { from: string; beforeEnd: () => Promise<void> },
): Promise<string> {
  return new Promise((resolve, reject) => {
    let isRefused = false;
    // The connection writes the final dot when this stream ends, so the hand-over is recorded before its end.
    async function* parts() {
      yield content;
      if (!isRefused) await beforeEnd();
    }
    const fail = (error: unknown) => {
      isRefused = true;
      reject(error instanceof Error ? error : new Error(String(error)));
      connection.close(); // also says "end", which comes here once more
    };
    connection.once("end", () => fail(new Error("Connection closed.")));
    connection.once("error", fail);
    connection.send(
      { from, to: [to] },
      Readable.from(parts()),
      (error, info) => {
        if (error) fail(error);
        else resolve(info.response);
      },
    );
  });
}

function compose(server: MailServer, mail: OutgoingMail): Promise<Buffer> {
  return new MailComposer({
    from: senderOf(server),
    to: { name: "", address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: mail.date,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

function senderOf({ from }: MailServer): { name: string; address: string } {
  return parseSender(from) ?? { name: "", address: from };
}

/** Our name as a client: some servers refuse a bare name. */
function hostnameOf(server: MailServer): string {
  return senderOf(server).address.split("@").at(-1) ?? "localhost";
}
