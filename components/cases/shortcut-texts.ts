/** The keyboard sheet of the queue. */
export const queueShortcuts = [
  {
    title: "Move",
    shortcuts: [
      { keys: ["J", "↓"], text: "Next case" },
      { keys: ["K", "↑"], text: "Previous case" },
      { keys: ["Enter"], text: "Open the case" },
      { keys: ["/"], text: "Search" },
      { keys: ["?"], text: "This sheet" },
    ],
  },
  {
    title: "Act on the chosen case",
    shortcuts: [
      { keys: ["C"], text: "Claim, or take over" },
      { keys: ["N"], text: "Add a note" },
      { keys: ["A"], text: "Accept" },
      { keys: ["R"], text: "Reject" },
      { keys: ["X"], text: "Select for bulk actions" },
      { keys: ["Ctrl", "Enter"], text: "Send a dialog" },
    ],
  },
] as const;

/** The keyboard sheet of one case. */
export const caseShortcuts = [
  {
    title: "Move",
    shortcuts: [
      { keys: ["J"], text: "Next case of the queue" },
      { keys: ["K"], text: "Previous case of the queue" },
      { keys: ["?"], text: "This sheet" },
    ],
  },
  {
    title: "Act on this case",
    shortcuts: [
      { keys: ["C"], text: "Claim, or take over" },
      { keys: ["N"], text: "Add a note" },
      { keys: ["A"], text: "Accept" },
      { keys: ["R"], text: "Reject" },
      { keys: ["Ctrl", "Enter"], text: "Send a dialog" },
    ],
  },
] as const;
