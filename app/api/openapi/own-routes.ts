import * as events from "@/app/api/events/route";
import * as exported from "@/app/api/export/[table]/route";
import * as health from "@/app/api/health/route";
import * as ingest from "@/app/api/ingest/[feed]/route";
import * as reaper from "@/app/api/v1/dataspace/reaper/route";
import * as reaperRun from "@/app/api/v1/dataspace/reaper/run/route";
import * as reaperStart from "@/app/api/v1/dataspace/reaper/start/route";
import * as reaperStop from "@/app/api/v1/dataspace/reaper/stop/route";
import * as dement from "@/app/api/v1/dataspace/taskmanagers/[name]/dement/route";
import * as diff from "@/app/api/v1/dataspace/taskmanagers/[name]/diff/route";
import * as expire from "@/app/api/v1/dataspace/taskmanagers/[name]/expire/route";
import * as generationDement from "@/app/api/v1/dataspace/taskmanagers/[name]/generations/[generation]/dement/route";
import * as generationExpire from "@/app/api/v1/dataspace/taskmanagers/[name]/generations/[generation]/expire/route";
import * as generationProduct from "@/app/api/v1/dataspace/taskmanagers/[name]/generations/[generation]/products/[key]/route";
import * as generation from "@/app/api/v1/dataspace/taskmanagers/[name]/generations/[generation]/route";
import * as generations from "@/app/api/v1/dataspace/taskmanagers/[name]/generations/route";
import * as productGenerations from "@/app/api/v1/dataspace/taskmanagers/[name]/products/[key]/generations/route";
import * as product from "@/app/api/v1/dataspace/taskmanagers/[name]/products/[key]/route";
import * as manager from "@/app/api/v1/dataspace/taskmanagers/[name]/route";
import * as schemas from "@/app/api/v1/dataspace/taskmanagers/[name]/schemas/route";
import * as managers from "@/app/api/v1/dataspace/taskmanagers/route";

/** Every route of our own but the one that tells of them; the two protocols have documents. */
export const ownRoutes = [
  ...[ingest, exported, health, events],
  ...[managers, manager, generations, generation, product, generationProduct],
  ...[productGenerations, schemas],
  ...[expire, generationExpire, dement, generationDement, diff],
  ...[reaper, reaperStart, reaperStop, reaperRun],
] as const;
