import { z } from "zod";
import { volumePattern } from "../model/scan";

const name = z
  .string()
  .regex(volumePattern, "Letters, digits, dots, underscores and dashes, at most 64.");

export const addVolumeSchema = z.strictObject({
  name,
  mountPath: z
    .string()
    .regex(/^(\/[^/\p{Cc}]{1,255}){1,16}$/u, "An absolute path, such as /lustre/scratch123."),
});

export type AddVolumeInput = z.infer<typeof addVolumeSchema>;

export const deleteVolumeSchema = z.strictObject({ name });

export type DeleteVolumeInput = z.infer<typeof deleteVolumeSchema>;
