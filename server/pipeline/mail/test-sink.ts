import type { AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { vi } from "vitest";

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
    mailTo: (address) =>
      vi.waitFor(() => {
        const found = mails.find((mail) => addressOf(mail) === address);
        if (!found) throw new Error(`No mail to ${address}.`);
        return found;
      }, 10_000),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function addressOf({ to }: ParsedMail): string | undefined {
  return [to].flat()[0]?.value[0]?.address;
}
