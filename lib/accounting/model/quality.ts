/**
 * What may be wrong with a record, or with what is sent.
 *
 * flag     a bit of a record's usage; kept when it is counted
 * finding  one kind of fault: how many records have it, and some of them
 */

/** Bits of AccountingUsage.flags. */
export const usageFlags = {
  /** Stopped before 1971: the collector knew no stop. Counts as a job without usage. */
  stoppedIn1970: 1,
  /** Stopped before it started. Counts as a job without usage. */
  negativeRuntime: 2,
  /** Longer than MAX_COUNTED_DAYS; the rest is not counted. */
  cutOff: 4,
  /** Started before EARLIEST_START or after LATEST_START; counted nowhere. */
  impossibleStart: 8,
  zeroScore: 16,
  noScore: 32,
  noCores: 64,
  noSite: 128,
  noGroup: 256,
  noUser: 512,
  /** More cores, memory or CPU time than there can be (MAX_UNITS and so on); counts as none. */
  impossibleAmount: 1024,
  /** The database cannot work with its texts; counted nowhere. */
  unreadable: 2048,
  /** Said when it arrived to start, or to stop, more than MAX_CLOCK_SKEW_SECONDS later. */
  startsAhead: 4096,
  stopsAhead: 8192,
  /** More CPU time than its cores had: an efficiency above 100 %. */
  tooMuchCpu: 16_384,
  /** Longer than what the asynchronous client can read back. */
  tooLong: 32_768,
} as const;
export type UsageFlag = keyof typeof usageFlags;

export const findingKinds = [
  ...(Object.keys(usageFlags) as UsageFlag[]),
  "openTooLong",
  "unknownKeys",
  "unknownComponents",
  "conflicts",
  "refused",
  "silent",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** How bad a finding is: usage is wrong or missing, perhaps wrong, or merely worth a look. */
export type FindingLevel = "error" | "warning" | "note";

interface FindingText {
  title: string;
  level: FindingLevel;
  /** What it means for the numbers, and what to do. */
  advice: string;
}

export const findingTable: Record<FindingKind, FindingText> = {
  stoppedIn1970: {
    title: "Stopped in 1970",
    level: "error",
    advice: "Counted as jobs without usage. The collector did not know when they stopped.",
  },
  negativeRuntime: {
    title: "Stopped before they started",
    level: "error",
    advice: "Counted as jobs without usage. Compare the clocks of the collector and its nodes.",
  },
  cutOff: {
    title: "Longer than 366 days",
    level: "warning",
    advice: "Only their first 366 days are counted.",
  },
  impossibleStart: {
    title: "Started before 1971 or after 2199",
    level: "error",
    advice: "Counted nowhere: such a time cannot be right.",
  },
  unreadable: {
    title: "Cannot be read",
    level: "error",
    advice: "Counted nowhere: the database cannot work with a text in them.",
  },
  impossibleAmount: {
    title: "Impossible amounts",
    level: "error",
    advice: "The amount counts as none. Look at the unit and the factor in the mapping.",
  },
  startsAhead: {
    title: "Starts ahead of the clock",
    level: "error",
    advice: "Counts from then on. Compare the sender's clock, and the zone it writes.",
  },
  stopsAhead: {
    title: "Stops ahead of the clock",
    level: "error",
    advice: "Counts up to now, as if it ran. Compare the sender's clock, and the zone it writes.",
  },
  tooMuchCpu: {
    title: "More CPU time than cores × time",
    level: "warning",
    advice: "An efficiency above 100 %. Look at the units of cores and CPU time in the mapping.",
  },
  tooLong: {
    title: "Longer than 10,000 bytes",
    level: "warning",
    advice:
      "Counted; but AUDITOR's asynchronous client, such as the priority plugin's, stops at them.",
  },
  zeroScore: {
    title: "Score of zero",
    level: "warning",
    advice: "No normalised usage: none of the collector's rules for the score matched.",
  },
  noScore: {
    title: "Without a score",
    level: "note",
    advice: "No normalised usage. Name the score in the mapping, or configure the collector.",
  },
  noCores: {
    title: "Without cores",
    level: "warning",
    advice: "No core-hours. Name the component that stands for cores in the mapping.",
  },
  noSite: {
    title: "Without a site",
    level: "warning",
    advice: "Shown under no site. Name the key, or a site for the source, in the mapping.",
  },
  noGroup: {
    title: "Without a group",
    level: "warning",
    advice: "No PI sees them. Name the key of the group in the mapping.",
  },
  noUser: {
    title: "Without a user",
    level: "note",
    advice: "Shown under no user. Name the key of the user in the mapping.",
  },
  openTooLong: {
    title: "Running for more than 30 days",
    level: "warning",
    advice: "They still count. Perhaps their end was never sent.",
  },
  unknownKeys: {
    title: "Meta keys that no mapping reads",
    level: "note",
    advice: "They change no number. Look whether one of them names a site, group or user.",
  },
  unknownComponents: {
    title: "Components that no mapping reads",
    level: "note",
    advice: "They change no number. Look whether one of them stands for cores or GPUs.",
  },
  conflicts: {
    title: "Other records under a taken id",
    level: "error",
    advice: "Answered RECORD_EXISTS and not stored. Both are kept until somebody decides.",
  },
  refused: {
    title: "Refused within seven days",
    level: "error",
    advice: "Not stored; the sender does not know. Look at the refused rows of its source.",
  },
  silent: {
    title: "Silent collectors",
    level: "error",
    advice: "They should have been heard by now.",
  },
};
