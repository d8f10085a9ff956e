import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeComponent } from "@/lib/admin/factory";
import { checkPassword } from "@/lib/auth/passwords";
import { listSubjectEvents } from "@/lib/history/queries";
import { db } from "@/lib/platform/db";

// Each call is a process of its own, as a script would make it.
const SLOW_MS = 60_000;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headroom-cli-"));
  // Run by root, the embedded database works as another system user.
  await chmod(dir, 0o755);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Ending {
  status: number | null;
  stdout: string;
  stderr: string;
}

function call(args: string[], settings: Record<string, string | undefined> = {}): Promise<Ending> {
  const { PATH, HOME, DATABASE_URL, HEADROOM_SECRET } = process.env;
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=react-server", "scripts/headroom.ts", ...args],
    {
      env: {
        PATH,
        HOME,
        DATABASE_URL,
        HEADROOM_SECRET,
        ...settings,
      } as unknown as NodeJS.ProcessEnv,
    },
  );
  const ending: Ending = { status: null, stdout: "", stderr: "" };
  child.stdout.on("data", (piece) => {
    ending.stdout += piece;
  });
  child.stderr.on("data", (piece) => {
    ending.stderr += piece;
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (status) => done({ ...ending, status }));
  });
}

/** One JSON value on standard output, and nothing else. */
async function json(args: string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await call([...args, "--json"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.trim().split("\n")).toHaveLength(1);
  return JSON.parse(stdout);
}

describe("on the site's database", () => {
  test(
    "cluster, component and keys of each kind come into being",
    async () => {
      expect(await json(["cluster", "create", "--id", "cedar", "--name", "Cedar"])).toEqual({
        id: "cedar",
        name: "Cedar",
      });
      const component = ["--name", "Detector", "--service", "detector", "--cluster", "cedar"];
      expect(await json(["component", "create", ...component, "--interval", "300"])).toMatchObject({
        id: "cedar_detector",
        intervalSeconds: 300,
      });
      const key = (...rest: string[]) =>
        json(["key", "create", "--component", "cedar_detector", ...rest]);
      const secret = "s".repeat(64);
      const [bearer, hmac, basic] = await Promise.all([
        key("--kind", "bearer"),
        key("--kind", "hmac", "--access", "cedar_1", "--secret", secret),
        key("--kind", "basic"),
      ]);
      expect(bearer).toEqual({ token: expect.stringMatching(/^hr_/) });
      expect(hmac).toEqual({ access: "cedar_1", secret });
      expect(basic).toEqual({ user: expect.any(String), password: expect.any(String) });
      expect(await db().apiKey.count({ where: { componentId: "cedar_detector" } })).toBe(3);
      expect((await listSubjectEvents("cluster", "cedar"))[0]).toMatchObject({
        actorKind: "system",
        actorName: "Headroom",
      });
    },
    SLOW_MS,
  );

  test(
    "a person with a password can sign in",
    async () => {
      const file = join(dir, "password");
      await writeFile(file, "from a file, long\n");
      const who = ["--uid", "ab12", "--name", "A B", "--email", "ab12@example.org"];
      const roles = ["--role", "admin", "--role", "analyst"];
      const person = await json(["user", "create", ...who, ...roles, "--password-file", file]);
      expect(person).toEqual({
        uid: "ab12",
        name: "A B",
        email: "ab12@example.org",
        roles: ["analyst", "admin"],
      });
      expect(await checkPassword("ab12", "from a file, long", "127.0.0.1")).toMatchObject({
        outcome: "ok",
      });
    },
    SLOW_MS,
  );

  test(
    "what goes wrong is one line on standard error and status 1",
    async () => {
      await makeComponent({ id: "taken_monitor", service: "monitor" });
      const cases: [string[], string | RegExp][] = [
        [
          ["component", "create", "--id", "taken_monitor", "--name", "N", "--service", "monitor"],
          "headroom: Component taken_monitor exists already.\n",
        ],
        [
          ["cluster", "create", "--id", "No Good"],
          /^headroom: --id: Use lower-case .* --name: This is missing\.\n$/,
        ],
        [["key", "create", "--component", "x", "--kind", "hmac", "--secret", "s"], /exactly 64/],
        [["directory", "load", join(dir, "nothing.json")], /^headroom: Cannot read .*ENOENT\.\n$/],
      ];
      const endings = await Promise.all(cases.map(([args]) => call([...args, "--json"])));
      for (const [index, ending] of endings.entries()) {
        expect(ending).toMatchObject({ status: 1, stdout: "" });
        expect(ending.stderr).toMatch(cases[index]?.[1] ?? "");
        expect(ending.stderr.trim().split("\n")).toHaveLength(1);
      }
    },
    SLOW_MS,
  );

  test(
    "an unknown noun, verb or option shows how it is done",
    async () => {
      const calls = [["frob"], ["user", "frob"], ["key", "create", "--frob", "x"], []];
      const endings = await Promise.all(calls.map((args) => call(args)));
      for (const { status, stdout, stderr } of endings) {
        expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
        expect(stderr).toMatch(/^headroom: .+\n/);
        expect(stderr).toContain("[--json]");
      }
      expect(endings[2]?.stderr).toContain("headroom key create");
      expect(await call(["user", "--help"])).toMatchObject({ status: 0, stderr: "" });
    },
    SLOW_MS,
  );

  test(
    "a directory and a report are taken from files, and cases go out again",
    async () => {
      const detector = await makeComponent({ service: "detector" });
      const directory = join(dir, "directory.json");
      const people = [{ uid: "pi1", name: "Petra" }];
      await writeFile(directory, JSON.stringify({ people, groups: [{ name: "g", pi: "pi1" }] }));
      const loaded = await json(["directory", "load", directory]);
      expect(loaded).toMatchObject({
        feed: "directory",
        people: { created: 1 },
        groups: { created: 1 },
      });
      expect(await json(["ingest", "directory", directory])).toMatchObject({
        generation: Number(loaded.generation) + 1,
        stored: 0,
        unchanged: 2,
      });
      const report = join(dir, "bursts.json");
      const entry = { account: "def-cli", resource: "cpu", pain: 2.5, submitters: ["u"] };
      const jobs = { firstjob: 1, lastjob: 2, summary: null };
      await writeFile(report, JSON.stringify([{ ...entry, ...jobs }]));
      const args = ["ingest", "bursts", report, "--component", detector.id];
      expect(await json(args)).toMatchObject({ received: 1, stored: 1 });
      const exported = await json(["export", "cases", "--cluster", detector.clusterId ?? ""]);
      expect(exported).toMatchObject([{ account: "def-cli", pain: 2.5 }]);
    },
    SLOW_MS,
  );
});

describe("the directory without a server of its own", () => {
  test(
    "comes from dumps of the password and group databases",
    async () => {
      const passwd = join(dir, "passwd");
      const group = join(dir, "group");
      await writeFile(passwd, "du1:x:501:600:Dora Umber,,,:/home/du1:/bin/sh\nbroken\n");
      await writeFile(group, "dumped:x:600:\n");
      const args = ["directory", "load", "--passwd", passwd, "--group", group];
      expect(await json(args)).toMatchObject({
        people: { received: 2, created: 1, rejected: 1 },
        groups: { created: 1 },
        rejected: [{ list: "people", line: 2 }],
      });
      const stored = await db().group.findUniqueOrThrow({
        where: { name: "dumped" },
        include: { members: { include: { person: true } } },
      });
      expect(stored).toMatchObject({ gid: 600n, piId: null });
      expect(stored.members.map(({ person }) => person.name)).toEqual(["Dora Umber"]);
    },
    SLOW_MS,
  );

  test(
    "says what is missing, in one line",
    async () => {
      const cases: [string[], RegExp][] = [
        [["directory", "load"], /^headroom: Name either FILE or the dumps/],
        [["directory", "load", "x.json", "--group", "y"], /^headroom: Name either FILE/],
        [["directory", "sync"], /^headroom: Set HEADROOM_LDAP_URL/],
      ];
      for (const [args, message] of cases) {
        const { status, stderr } = await call([...args, "--json"]);
        expect(status).toBe(1);
        expect(stderr).toMatch(message);
        expect(stderr.trim().split("\n")).toHaveLength(1);
      }
    },
    SLOW_MS,
  );
});

describe("with the embedded database", () => {
  test(
    "it is made, migrated, kept and stopped again",
    async () => {
      const embedded = {
        DATABASE_URL: undefined,
        HEADROOM_SECRET: undefined,
        HEADROOM_DATA_DIR: join(dir, "data"),
      };
      const cluster = ["cluster", "create", "--id", "cedar", "--name", "Cedar"];
      expect(await call(cluster, embedded)).toEqual({
        status: 0,
        stdout: "created cluster cedar (Cedar)\n",
        stderr: "",
      });
      expect(await call(["cluster", "list", "--json"], embedded)).toMatchObject({
        status: 0,
        stdout: '[{"id":"cedar","name":"Cedar","components":0,"cases":0}]\n',
      });
    },
    SLOW_MS,
  );
});
