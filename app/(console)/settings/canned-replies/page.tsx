import { CannedReplies } from "#components/settings/canned-replies/canned-replies.tsx";

export default function CannedRepliesPage() {
  return <CannedReplies />;
}
