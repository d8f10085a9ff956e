/** Scan files in the form that scanners wrote first: base64 paths, 11 columns. */

interface MadeLine {
  path: string;
  bytes?: number | bigint;
  uid?: number;
  gid?: number;
  /** UNIX seconds. */
  mtime?: number;
  type?: string;
  inode?: number | bigint;
  links?: number;
}

/** One line with its end. */
export function scanLine(line: MadeLine): string {
  const { path, bytes = 1, uid = 1, gid = 1, mtime = 1_700_000_000 } = line;
  const { type = "f", inode = 1, links = 1 } = line;
  const name = Buffer.from(path).toString("base64");
  const times = [mtime, mtime, mtime];
  return `${[name, bytes, uid, gid, ...times, type, inode, links, 1].join("\t")}\n`;
}

/** A whole file of `count` lines: the mount point, then files of some groups and users. */
export function scanLines(volume: string, count: number): string {
  const lines = [scanLine({ path: `/lustre/${volume}`, type: "d", uid: 0, gid: 0, inode: 2 })];
  for (let index = 1; index < count; index += 1) {
    const project = index % 7;
    lines.push(
      scanLine({
        path: `/lustre/${volume}/projects/p${project}/users/u${index % 5}/file${index}.bam`,
        bytes: index,
        uid: 100 + (index % 5),
        gid: 1_000 + project,
        inode: 1_000 + index,
      }),
    );
  }
  return lines.join("");
}
