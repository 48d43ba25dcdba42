import type { ReactNode } from "react";
import { PageGuard } from "#components/shell/page-guard.tsx";

export default function CustomersLayout({ children }: { children: ReactNode }) {
  return <PageGuard>{children}</PageGuard>;
}
