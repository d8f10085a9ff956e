import { findViewer } from "@/lib/auth/viewer";
import { eventStream } from "@/lib/gates/event-stream";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  return eventStream(await findViewer(), request.signal);
}
