import type { ReactNode } from "react";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { Threshold } from "@/lib/storage/model/warnings";
import { ThresholdTable } from "./threshold-table";

interface StorageHelpProps {
  thresholds: readonly Threshold[];
  forecastWindowDays: number;
  daysBack: number;
}

/** What people ask about the numbers. */
export const StorageHelp = ({ thresholds, forecastWindowDays, daysBack }: StorageHelpProps) => (
  <div className="max-w-4xl space-y-4">
    <Topic title="How old this is">
      <p>
        Nothing here is live. Each volume is scanned from time to time, usually every night; the
        numbers are those of its newest stored scan, whose age stands in every table and below every
        page. Volumes may be of different days. A scan that failed changes nothing: what was stored
        before stays, and its age goes on. Scan files are looked for up to {daysBack} days back.
      </p>
    </Topic>
    <Topic title="Status: OK, Kinda OK, Not OK">
      <p>
        The classic rule draws a straight line through the last three scans (two where there are no
        more) and looks where it is in some days, counted from today. The status is the worst of
        these:
      </p>
      <ThresholdTable thresholds={thresholds} />
      <p>
        Exactly at a limit is still below it. Without a quota, or with quota 0 (no limit), the
        status is OK. The same rule gives the file status from the number of files.
      </p>
    </Topic>
    <Topic title="Two forecasts">
      <p>
        The <strong>classic forecast</strong> is the line above. It follows every jump of the last
        scans. The <strong>robust forecast</strong> is the median of the growth between all pairs of
        scans of the last {forecastWindowDays} days: one clean-up or one upload does not tip it. Its
        range is where the growth was half of the time. “Full” in the tables is the robust one;
        beyond five years it says “not in sight”.
      </p>
    </Topic>
    <Topic title="Used, files, hard links">
      <p>
        Used is what files, directories and links of a group take on a volume, wherever they lie: a
        quota is of a group on a volume. What a path group has belongs to other groups too, so
        totals do not add it. A file with several hard links is divided among them, rounded down:
        with two links each counts half, so a link outside of what was scanned takes its half away.
        Files counts everything that has a name; a directory is one, whatever its links. In
        Directories and in the tree only regular files count. Vaults show the full size of each
        file. So totals differ from what <code>lfs quota</code> says: that counts blocks on disk,
        once for each file, at this moment.
      </p>
    </Topic>
    <Topic title="Base directory, path, project">
      <p>
        A base directory is the deepest useful directory that holds all files of a group in one
        area. The group&rsquo;s page shows them as the parts of what it has on a volume, each with
        its share, and with the status that it would have if the quota were its own. Paths are as
        people write them, below where the volume is mounted. Directories shows what lies directly
        below a base directory, two levels for users and projects; &ldquo;.&rdquo; stands for the
        files directly in it.
      </p>
    </Topic>
    <Topic title="Last modified">
      <p>
        Days from the newest change below it to the scan. A time that lies after the scan counts as
        the scan itself.
      </p>
    </Topic>
    <Topic title="Vaults">
      <p>
        Users mark files to <strong>keep</strong> (never deleted automatically), to{" "}
        <strong>archive</strong> (copied away, then removed) or to <strong>stash</strong> (copied,
        kept as well). <strong>Staged</strong> ones were handed to the archiver; those in{" "}
        <strong>limbo</strong> are deleted soon and can still be recovered. Since and Until are the
        record dates between which the scans saw an entry unchanged.
      </p>
    </Topic>
    <Topic title="Names">
      <p>
        People and groups come from the site’s directory. A number it does not know stays a number
        of its own, as <code>uid:4711</code> or <code>gid:4711</code>; only staff see such groups. A
        PI sees the groups that the directory says they lead.
      </p>
    </Topic>
    <Topic title="Units">
      <p>KiB, MiB, GiB, TiB and PiB are powers of 1,024. Dates are in UTC.</p>
    </Topic>
  </div>
);

const Topic = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card>
    <CardHeader>
      <CardTitle>{title}</CardTitle>
    </CardHeader>
    <CardContent className="space-y-3">{children}</CardContent>
  </Card>
);
