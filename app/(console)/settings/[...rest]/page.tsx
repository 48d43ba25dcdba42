import { notFound } from "next/navigation";

/** An address that no settings page has: told in the frame, not on a page of its own. */
export default function NoSettingsPage() {
  notFound();
}
