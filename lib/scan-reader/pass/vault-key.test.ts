import { describe, expect, test } from "vitest";
import { humanPath } from "./human-paths";
import { readVaultKey, vaultPlace } from "./vault-key";

const human = humanPath([
  {
    pattern: "/lustre/scratch119/realdata/mdt[2-3]/teams",
    replacement: "/lustre/scratch119/humgen/teams",
  },
  {
    pattern: "/lustre/scratch123/hgi/mdt[0-9]/projects",
    replacement: "/lustre/scratch123/hgi/projects",
  },
]);

function read(path: string) {
  const bytes = Buffer.from(path);
  const place = vaultPlace(Buffer.from(`${path}/`), 0, path.lastIndexOf("/"));
  const key = readVaultKey(bytes, place);
  return typeof key === "object" ? { ...key, path: human(key.path.toString()) } : key;
}

describe("a key of a vault", () => {
  test.each([
    [
      "/lustre/scratch123/hgi/mdt2/projects/my_group/.vault/keep/01/e2/40-cGF0aC90by9zb21lL2ZpbGU=",
      123456n,
      "/lustre/scratch123/hgi/projects/my_group/path/to/some/file",
      "Keep",
    ],
    [
      "/projects/my_project/.vault/keep/30/3d-Zm9vL2Jhci54eXp6eQ==",
      12349n,
      "/projects/my_project/foo/bar.xyzzy",
      "Keep",
    ],
    [
      "/lustre/scratch119/realdata/mdt2/teams/hgi/.vault/archive/02/40/0d/5a/3f/00/01/b7-ZGF0YS9zYW1wbGVfMS5jcmFt",
      162144267840520631n,
      "/lustre/scratch119/humgen/teams/hgi/data/sample_1.cram",
      "Archive",
    ],
    [
      "/lustre/scratch124/t/.vault/keep/02/00/00/04/00/00/00/01-b3V0Lz8_Py9yLnZjZi5neg==",
      144115205255725057n,
      "/lustre/scratch124/t/out/???/r.vcf.gz",
      "Keep",
    ],
    [
      "/lustre/scratch123/hgi/mdt0/projects/p1/.vault/archive/0a/bc-cnVuL8O8fj8+LmJhbQ==",
      2748n,
      "/lustre/scratch123/hgi/projects/p1/run/ü~?>.bam",
      "Archive",
    ],
    [
      "/lustre/scratch123/hgi/mdt0/projects/p1/.vault/.stash/12-YS9iP2M=",
      18n,
      "/lustre/scratch123/hgi/projects/p1/a/b?c",
      "Stash",
    ],
  ])("%s", (line, inode, path, action) => expect(read(line)).toEqual({ inode, path, action }));

  test("a long one is put together from its pieces", () => {
    const relative = "r".repeat(280);
    const text = Buffer.from(relative).toString("base64");
    expect(text).toHaveLength(376);
    const path = `/p/.vault/keep/01/e2/40-${text.slice(0, 252)}/${text.slice(252)}`;
    expect(read(path)).toMatchObject({ inode: 123456n, path: `/p/${relative}` });
  });

  test.each([".staged", ".limbo", "stash"])("branch %s", (branch) => {
    const word = branch.replace(".", "");
    const action = word.charAt(0).toUpperCase() + word.slice(1);
    expect(read(`/p/.vault/${branch}/12-YQ==`)).toMatchObject({ action, path: "/p/a" });
  });

  test("the vault's own files are no keys", () => {
    expect(read("/p/.vault/.audit")).toBeUndefined();
    expect(read("/p/.vault/other/12-YQ==")).toBeUndefined();
  });

  test.each([
    ["/p/.vault/keep/12YQ==", "no '-'"],
    ["/p/.vault/keep/xy-YQ==", "hexadecimal"],
    ["/p/.vault/keep/11/22/33/44/55/66/77/88/99-YQ==", "64 bits"],
    ["/p/.vault/keep/12-YQ", "base64"],
    ["/p/.vault/keep/12-", "base64"],
    ["/p/.vault/keep/12-AA==", "base64"],
  ])("%s is warned of", (path, reason) => expect(read(path)).toContain(reason));

  test("the first vault on the way counts, and only a whole element is one", () => {
    const path = "/p/x.vault/.vaults/.vault/keep/.vault/12-YQ==";
    expect(vaultPlace(Buffer.from(path), 0, path.lastIndexOf("/"))).toBe(path.indexOf("/.vault/"));
    expect(vaultPlace(Buffer.from("/p/.vault/"), 0, 9)).toBe(2);
    expect(vaultPlace(Buffer.from("/p/.vault"), 0, 2)).toBe(-1);
  });
});
