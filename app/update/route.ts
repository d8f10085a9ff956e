import { unknownResource } from "@/lib/gates/record-protocol";

// Clients before 0.4 of the accounting protocol asked here; a page's way to the sign-in would look
// like success to them.
export const dynamic = "force-dynamic";

export const GET = unknownResource;
export const HEAD = unknownResource;
export const OPTIONS = unknownResource;
export const POST = unknownResource;
export const PUT = unknownResource;
export const PATCH = unknownResource;
export const DELETE = unknownResource;
