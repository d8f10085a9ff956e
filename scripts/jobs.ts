import { archiveJobs } from "@/lib/accounting/jobs/archive";
import { usageJobs } from "@/lib/accounting/jobs/usage";
import { authJobs } from "@/lib/auth/jobs";
import { dataspaceJobs } from "@/lib/dataspace/jobs";
import { directoryJobs } from "@/lib/directory/jobs";
import { storageJobs } from "@/lib/storage/jobs";

/** The jobs of all rooms. A room that is not here does not compile: see scripts/worker.ts. */
export const jobs = [
  ...archiveJobs,
  ...authJobs,
  ...dataspaceJobs,
  ...directoryJobs,
  ...storageJobs,
  ...usageJobs,
] as const;
