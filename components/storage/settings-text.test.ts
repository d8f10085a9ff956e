import { describe, expect, it } from "vitest";
import { defaultThresholds } from "@/lib/storage/model/warnings";
import {
  humanPathsText,
  pathGroupsText,
  readHumanPaths,
  readPathGroups,
  readThresholds,
  thresholdsText,
} from "./settings-text";

describe("settings as text", () => {
  it("thresholds come back as they were", () => {
    expect(readThresholds(thresholdsText([...defaultThresholds]))).toEqual(defaultThresholds);
    expect(readThresholds("3|7|95\n\n 2 | 3 | 80 %")).toEqual([
      { level: 3, daysAhead: 7, share: 0.95 },
      { level: 2, daysAhead: 3, share: 0.8 },
    ]);
    expect(readThresholds("2 | | 80")[0]?.daysAhead).toBeNaN();
  });

  it("path groups and paths come back as they were", () => {
    const groups = [
      { prefix: "/lustre/scratch117/casm/team113", id: -1, name: "Team 113", pi: null },
      { prefix: "/lustre/x", id: -2, name: "X", pi: "Smith" },
    ];
    expect(readPathGroups(pathGroupsText(groups))).toEqual(groups);
    const paths = [{ pattern: "/lustre/a/mdt[0-9]/teams", replacement: "/lustre/a/teams" }];
    expect(readHumanPaths(humanPathsText(paths))).toEqual(paths);
  });
});
