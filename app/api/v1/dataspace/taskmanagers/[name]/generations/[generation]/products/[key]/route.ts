import { product } from "@/app/api/v1/dataspace/product-endpoint";
import { endpoints } from "@/lib/gates/endpoint";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}/generations/{generation}/products/{key}",
  { GET: product },
);
