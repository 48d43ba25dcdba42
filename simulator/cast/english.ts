import { DAY, HOUR, LAMPS, TEA, type Member } from "./member.ts";

export const ENGLISH: Member[] = [
  {
    id: "cast_hannah",
    name: "Hannah Brooks",
    tongue: "en",
    locale: "en_GB",
    timezone: 0,
    portrait: "p12",
    pageId: LAMPS,
    psid: "7411000000000101",
    facts: {
      order: "L-20417",
      product: "the oak table lamp",
      city: "14 Mill Lane, Bristol BS1 4DJ",
      email: "hannah.brooks@example.com",
    },
    photo: "cracked",
    past: [
      {
        by: "them",
        minutesAgo: 2 * DAY + 190,
        text: "Hello! Has my order L-20417 been sent yet?",
      },
      {
        by: "us",
        minutesAgo: 2 * DAY + 170,
        text: "Hi Hannah, it left our workshop this morning and should be with you on Thursday.",
      },
      { by: "them", minutesAgo: 2 * DAY + 168, text: "Lovely, thank you 😊" },
      {
        by: "them",
        minutesAgo: 34,
        text: "Hi again. The lamp arrived today, but the shade is cracked along one side 😢",
      },
      { by: "them", minutesAgo: 33, photo: "cracked" },
      {
        by: "them",
        minutesAgo: 32,
        text: "Could you send a new shade, or should I post the whole lamp back?",
      },
    ],
    later: [
      { text: "I kept the box and all the packing, in case you need it back." },
      { text: "The base is fine, by the way. It really is only the shade." },
    ],
  },
  {
    id: "cast_marcus",
    name: "Marcus Okafor",
    tongue: "en",
    locale: "en_US",
    timezone: -5,
    portrait: "p13",
    pageId: LAMPS,
    psid: "7411000000000102",
    facts: {
      order: "L-20388",
      product: "the arc floor lamp",
      city: "Brooklyn, NY 11215",
      email: "m.okafor@example.com",
    },
    photo: "room",
    past: [
      {
        by: "them",
        minutesAgo: 3 * HOUR + 5,
        text: "Hey, is the arc floor lamp tall enough to reach over a sofa like this one?",
      },
      { by: "them", minutesAgo: 3 * HOUR + 4, photo: "room" },
      {
        by: "us",
        minutesAgo: 2 * HOUR + 50,
        text: "Hi Marcus, what a nice room! The arc reaches 1.10 m, so the shade would hang over the middle of that sofa.",
      },
      {
        by: "them",
        minutesAgo: 2 * HOUR + 41,
        text: "Perfect. And does it dim? My partner works late 😅",
      },
    ],
    later: [
      { text: "Also, how long is the cable? The socket is behind the sofa." },
      { text: "Do you ever run a discount on floor lamps?" },
    ],
  },
  {
    id: "cast_sofia",
    name: "Sofia Lindqvist",
    tongue: "en",
    locale: "en_US",
    timezone: 1,
    portrait: "p05",
    pageId: LAMPS,
    psid: "7411000000000103",
    facts: {
      order: "L-20455",
      product: "two wall lights",
      city: "Malmö, Sweden",
      email: "sofia.l@example.com",
    },
    photo: "receipt",
    past: [
      {
        by: "them",
        minutesAgo: 52,
        text: "Good afternoon, I think I was charged twice for order L-20455.",
      },
      { by: "them", minutesAgo: 51, photo: "receipt" },
      {
        by: "them",
        minutesAgo: 12,
        text: "Could somebody have a look, please?",
      },
    ],
    later: [
      { text: "My bank says both payments went through on the 18th." },
      { text: "Any news about the double payment?" },
    ],
  },
  {
    id: "cast_diego",
    name: "Diego Alvarez",
    tongue: "en",
    locale: "en_US",
    timezone: -6,
    portrait: "p06",
    pageId: LAMPS,
    psid: "7411000000000104",
    facts: {
      order: "L-20301",
      product: "the brass reading lamp",
      city: "Austin, TX",
      email: "diego.a@example.com",
    },
    photo: "parcel",
    past: [
      {
        by: "them",
        minutesAgo: DAY + 4 * HOUR,
        text: "What are your opening hours on Saturday?",
      },
      {
        by: "us",
        minutesAgo: DAY + 3 * HOUR + 50,
        text: "We are open from 10 to 6 on Saturdays. Come by for a coffee!",
      },
      { by: "them", minutesAgo: DAY + 3 * HOUR + 48, text: "👍" },
      {
        by: "them",
        minutesAgo: 75,
        text: "The courier says my parcel was delivered, but this is my neighbour's door…",
      },
      { by: "them", minutesAgo: 74, photo: "parcel" },
    ],
    later: [
      { text: "Update: the neighbour is away until Sunday." },
      { text: "Found it! It was behind the plant. Sorry for the fuss 🙈" },
    ],
  },
  {
    id: "cast_priya",
    name: "Priya Raman",
    tongue: "en",
    locale: "en_GB",
    timezone: 0,
    portrait: "p10",
    pageId: TEA,
    psid: "7411000000000105",
    facts: {
      order: "T-1182",
      product: "a table for six",
      city: "Greenwich",
      email: "priya.raman@example.com",
    },
    photo: "tea",
    past: [
      {
        by: "them",
        minutesAgo: 95,
        text: "Hi! Could I book a table for six this Sunday at 3 pm? It's my mum's birthday 🎉",
      },
      {
        by: "us",
        minutesAgo: 88,
        text: "Hello Priya, how lovely! Sunday at 3 works. Any allergies we should know about?",
      },
      {
        by: "them",
        minutesAgo: 86,
        text: "One of us can't have nuts, the rest eat everything.",
      },
      { by: "them", minutesAgo: 9, text: "Could we bring our own cake?" },
    ],
    later: [
      { text: "We might be seven after all. Is that a problem?" },
      {
        text: "Last time it looked like this, we'd love the same again:",
        photo: "tea",
      },
    ],
  },
];
