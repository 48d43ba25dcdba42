import { Shield, ShieldAlert, type LucideProps } from "lucide-react";
import type { Attachment } from "#contract/threads/message.ts";

/** A file that the virus scanner holds back, or has removed. */
export function ScanIcon({
  scan,
  ...props
}: { scan: NonNullable<Attachment["scan"]> } & LucideProps) {
  const Icon = scan === "infected" ? ShieldAlert : Shield;
  return <Icon aria-hidden {...props} />;
}
