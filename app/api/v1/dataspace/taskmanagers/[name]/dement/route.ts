import { dement } from "@/app/api/v1/dataspace/mark-endpoints";
import { endpoints } from "@/lib/gates/endpoint";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}/dement",
  { POST: dement },
);
