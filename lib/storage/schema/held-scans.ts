import { z } from "zod";

export const decideHeldScanSchema = z.strictObject({
  id: z.string().regex(/^\d{1,18}$/),
  decision: z.enum(["take", "drop"]),
});

export type DecideHeldScanInput = z.infer<typeof decideHeldScanSchema>;
