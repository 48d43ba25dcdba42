import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

const WAIT_MS = 10_000;
const POLL_MS = 50;

/** A real SMTP server of 127.0.0.1 that keeps the mails it has taken. */
export type MailSink = {
  port: number;
  mails: ParsedMail[];
  /** Waits for a mail to this address. */
  mailTo(address: string): Promise<ParsedMail>;
  stop(): Promise<void>;
};

/** @param options of smtp-server; it accepts every mail by default. */
export async function startMailSink(
  options: SMTPServerOptions = {},
): Promise<MailSink> {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      void simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
    ...options,
  });
  server.on("error", () => undefined); // a client that goes away
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    mails,
    async mailTo(address) {
      const end = Date.now() + WAIT_MS;
      for (;;) {
        const found = mails.find((mail) => addressOf(mail) === address);
        if (found) return found;
        if (Date.now() > end) throw new Error(`No mail to ${address}.`);
        await pause(POLL_MS);
      }
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function addressOf({ to }: ParsedMail): string | undefined {
  return [to].flat()[0]?.value[0]?.address;
}
