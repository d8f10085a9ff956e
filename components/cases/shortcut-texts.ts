import { verbOf } from "@/lib/cases/model/verbs";
import { verbKeys } from "./verb-texts";

/** "Claim, or take over". */
const verbShortcuts = verbKeys.map(({ key, verbs }) => ({
  keys: [key.toUpperCase()],
  text: verbs
    .map((verb, index) => (index === 0 ? verbOf(verb).label : verbOf(verb).label.toLowerCase()))
    .join(", or "),
}));

const send = { keys: ["Ctrl", "Enter"], text: "Send a dialog" };
const sheet = { keys: ["?"], text: "This sheet" };

/** The keyboard sheet of the queue. */
export const queueShortcuts = [
  {
    title: "Move",
    shortcuts: [
      { keys: ["J", "↓"], text: "Next case" },
      { keys: ["K", "↑"], text: "Previous case" },
      { keys: ["Enter"], text: "Open the case" },
      { keys: ["/"], text: "Search" },
      sheet,
    ],
  },
  {
    title: "Act on the chosen case",
    shortcuts: [...verbShortcuts, { keys: ["X"], text: "Select for bulk actions" }, send],
  },
];

/** The keyboard sheet of one case. */
export const caseShortcuts = [
  {
    title: "Move",
    shortcuts: [
      { keys: ["J"], text: "Next case of the queue" },
      { keys: ["K"], text: "Previous case of the queue" },
      sheet,
    ],
  },
  { title: "Act on this case", shortcuts: [...verbShortcuts, send] },
];
