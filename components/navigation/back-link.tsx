import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { PageLink } from "./page-link.tsx";

/** Link above a page to the list or the page that it belongs to. */
export function BackLink({
  href,
  children,
}: {
  href: string;
  children: ReactNode;
}) {
  return (
    <PageLink
      href={href}
      className="inline-flex items-center gap-1 text-sm text-muted-foreground hover:text-foreground"
    >
      <ArrowLeft aria-hidden className="size-4" />
      {children}
    </PageLink>
  );
}
