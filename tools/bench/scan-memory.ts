import { readBulkScan } from "./read-bulk-scan";

/** A process of its own that reads one scan and says how much memory it had at most, in KiB. */
const [path = ""] = process.argv.slice(2);
await readBulkScan(path);
process.stdout.write(String(process.resourceUsage().maxRSS));
process.exit();
