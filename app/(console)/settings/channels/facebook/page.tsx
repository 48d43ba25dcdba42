import { FacebookLogin } from "#components/settings/channels/facebook/facebook-login.tsx";

export default function FacebookLoginPage() {
  return <FacebookLogin />;
}
