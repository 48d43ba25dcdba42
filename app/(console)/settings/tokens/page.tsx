import { Tokens } from "#components/settings/profile/tokens.tsx";

export default function TokensPage() {
  return <Tokens />;
}
