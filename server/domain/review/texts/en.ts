import type { ReviewNames, ReviewTexts } from "./review-texts.ts";

/** Pure. */
export function englishTexts({
  company,
  page,
  consoleUrl,
  messengerUrl,
  privacyUrl,
  dataDeletionUrl,
  country,
  email,
  password,
}: ReviewNames): ReviewTexts {
  const us = company || "our company";
  const who = `${capital(us)} answers the messages of its Facebook Page “${page}” with Parley, a shared inbox that runs on our own server at ${consoleUrl}. This app connects only our own Page to our own inbox.`;
  return {
    descriptionBox:
      "Please provide a detailed description of how your app uses the permission or feature requested",
    permissions: {
      pages_messaging: {
        feature: "Receiving messages and replying to them",
        text: `${who}

We need pages_messaging to receive the messages that people send to our Page and to reply to them. When a person writes to the Page in Messenger, the message appears in the inbox at once. A member of our staff opens the conversation, reads it, and types a reply, which the app sends to that person in Messenger. The app also shows whether a reply was delivered and read, so that our staff know that the person got an answer.

People get one answer from one responsible person instead of none or several, in the same Messenger conversation. Without this permission, the inbox can neither show nor answer any message.

The app sends no promotional messages. Replies are sent only to people who wrote to the Page first, and within the time that the platform allows.`,
      },
      business_asset_user_profile_access: {
        feature: "Name and picture of the person who writes",
        text: `${who}

We need Business Asset User Profile Access to show our staff who they are talking to. The app reads the name and the profile picture of the people who wrote to our Page. The inbox shows both in the list of conversations, above the conversation, and on the person’s customer page.

Our staff find a conversation by the person’s name, address the person correctly, and don’t confuse two people who write at the same time. Without this feature, every conversation would show a number instead of a name.

We read the fields name, first_name, last_name, profile_pic, locale, and timezone only. We don’t use them for advertising, don’t combine them with data from other sources, and don’t pass them on.`,
      },
      pages_manage_metadata: {
        feature: "Subscribing to the Page’s webhooks",
        text: `${who}

We need pages_manage_metadata to subscribe our app to the webhooks of our Page. When an admin connects the Page, the app subscribes to the Page’s message events. It later checks this subscription, and renews it if it is missing.

Through the webhooks, messages reach the inbox within seconds, and no message is lost. Without this permission, the app wouldn’t learn that someone wrote to the Page.

We change no other settings of the Page.`,
      },
      pages_show_list: {
        feature: "Choosing the Page when it is connected",
        text: `${who}

We need pages_show_list to show an admin the Pages that they manage when they connect a Page to the inbox. The admin selects the Page in this list, so that no ID has to be copied by hand and the wrong Page isn’t connected.

The app reads the names and IDs of the Pages, shows them once for this selection, and stores only the Page that the admin selects.`,
      },
      human_agent: {
        feature: "Replying for up to seven days",
        text: `${who}

We need Human Agent because our staff can’t always answer within 24 hours. Some questions need an answer from another department, a supplier, or a workshop, and our office is closed on weekends and public holidays. A person who writes on Friday evening would otherwise get no answer.

Every reply with this tag is written by a member of our staff in the inbox. The inbox shows how much time is left, uses the tag only for replies that a person types, and refuses automatic messages after 24 hours and every reply after seven days.

We don’t use the tag for promotions or for automatic messages.`,
      },
      leads_retrieval: {
        feature: "Answers to lead forms",
        text: `${who}

We need leads_retrieval to receive the answers to the lead forms of our ads. When a person sends a form, the app fetches the answers, and a member of our staff sees them in the inbox within seconds and contacts the person as requested in the form.

People get a quick answer to their request. Without this permission, our staff would have to download the forms by hand.

We use the answers only to handle the request. We don’t sell them, and we don’t pass them on.`,
      },
    },
    verificationBox:
      "Complete app verification: select No and “My app doesn’t use the Facebook Login dialog”, then describe why reviewers can’t sign in with Facebook",
    verification: `The people who use this app are the staff of ${us}. They sign in to our inbox at ${consoleUrl} with an email and a password, not with Facebook. We made an account for your review. You find its email and password in the step-by-step instructions of each permission. The screen recording shows how the app receives a message of a Facebook user, shows the user’s name and profile picture, and sends a reply.`,
    instructionsBox:
      "Please provide step-by-step instructions on how we can test this integration",
    instructions: [
      `Open ${consoleUrl}/sign-in in your browser.`,
      `Enter the email ${email} and the password ${password}, and select “Sign in”. The inbox opens.`,
      `In another window, sign in to Facebook, open ${messengerUrl}, and send a message to the Page “${page}”.`,
      `Return to the inbox. Your message appears in the list within a few seconds, under your Facebook name and with your profile picture. You don’t need to reload the page.`,
      `Select your name in the list. The conversation opens on the right.`,
      `Select “Take”. The conversation is now assigned to you.`,
      `Enter a reply in the “Message” field and press Enter.`,
      `Return to Messenger. You see the reply from the Page.`,
      `In the inbox, select your name above the conversation. Your customer page opens and shows your name and your profile picture as on Facebook.`,
    ],
    dataHandling: {
      processors: {
        box: "Do you have data processors or service providers that will have access to the Platform Data that you obtain from Meta?",
        text: "No, unless another company runs our server. Parley runs on our own server, and its authors have no access to it. If a hosting company runs the server for us, we name it here; it stores the data on our behalf and for no other purpose.",
      },
      controller: {
        box: "Who is the person or entity that will be responsible for all Platform Data that Meta shares with you?",
        text: [capital(us), country].filter(Boolean).join(", "),
      },
      authorities: {
        box: "Have you provided the personal data or personal information of users to public authorities in response to national security requests in the past 12 months?",
        text: "No.",
      },
      requests: {
        box: "Which of the following policies or processes do you have in place regarding requests from public authorities for the personal data of users?",
        text: "Select all four: we review the legality of each request, challenge unlawful requests, disclose the minimum information necessary, and document each request with our response and the people involved.",
      },
      storage: {
        box: "How do you store, protect, and delete Platform Data?",
        text: `The data is stored in a database on our server. Staff see it only after they sign in with their own account, and only the conversations that their role and department allow. Access tokens are encrypted with AES-256-GCM, passwords are stored as Argon2id hashes, and all connections use HTTPS. Our privacy policy is at ${privacyUrl}. How people have their data deleted is described at ${dataDeletionUrl}.`,
      },
    },
    scenes: [
      "The reviewer account signs in to the inbox.",
      "A customer sends a message to the Page in Messenger.",
      "The message appears in the inbox without a reload.",
      "The agent opens the conversation and takes it.",
      "A click on the name above the conversation opens the customer page with name and profile picture.",
      "The agent returns to the conversation and sends a reply.",
      "The customer receives the reply in Messenger.",
    ],
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
