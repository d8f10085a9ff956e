import { restoreArchive } from "@/lib/accounting/mutations/archive-restore";
import { runArchive } from "@/lib/accounting/mutations/archive-run";

/** A process of its own that archives or restores, and dies at a point of its work. */

const [verb, point, month = ""] = process.argv.slice(2);

const onPoint = (reached: string) => {
  if (reached === point) process.kill(process.pid, "SIGKILL");
};

if (verb === "run") await runArchive({ requestedBy: "child", onPoint });
else await restoreArchive(month, { onPoint });
process.exit();
