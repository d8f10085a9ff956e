import { parseCrontab } from "graphile-worker";
import { afterEach, describe, expect, it } from "vitest";
import { resetEnv } from "@/lib/platform/env";
import { crontabOf, type JobName, taskListOf } from "@/lib/platform/queue";
import { jobs } from "./jobs";

const never = new AbortController().signal;

describe("the jobs of all rooms", () => {
  it("have names of their own", () => {
    const names = jobs.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(taskListOf(jobs))).toEqual(names);
  });

  it("say in a sentence what is wrong with a payload, before anything is done", async () => {
    const bad: [JobName, unknown, string][] = [
      ["tidy-volume", {}, "The payload of tidy-volume does not fit, volume: "],
      ["read-scan", { path: 1 }, "The payload of read-scan does not fit, path: "],
      ["notify-silence", { feed: "f", since: "soon" }, "does not fit, since: "],
      ["restore-records", { month: null }, "does not fit, month: "],
      ["archive-records", { month: 2026 }, "does not fit, month: "],
      ["reap", { requestedBy: 7 }, "does not fit, requestedBy: "],
      ["sweep-receipts", "all", "does not fit, payload: "],
    ];
    for (const [name, payload, sentence] of bad) {
      const found = jobs.find((one) => one.name === name);
      await expect(found?.run(payload, never), name).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining(sentence),
      });
    }
  });
});

describe("the clock", () => {
  afterEach(() => {
    delete process.env.HEADROOM_LDAP_URL;
    resetEnv();
  });

  const started = () => parseCrontab(crontabOf(jobs));

  it("starts jobs that there are, one turn of each waiting at a time", () => {
    process.env.HEADROOM_LDAP_URL = "ldap://127.0.0.1";
    resetEnv();
    const names: string[] = jobs.map(({ name }) => name);
    const lines = started();
    expect(lines.length).toBeGreaterThan(8);
    for (const { task, options } of lines) {
      expect(names).toContain(task);
      expect(options.jobKey).toBe(task);
    }
    expect(lines.find(({ task }) => task === "sync-directory")?.options.maxAttempts).toBe(3);
  });

  it("does not read a directory that the site has not", () => {
    resetEnv();
    expect(started().map(({ task }) => task)).not.toContain("sync-directory");
  });
});
