import { z } from "zod";
import { isName } from "../model";
import { type MappingRules, type Quantity, unitsOf } from "../model/mapping";

/** A mapping as people edit it and as it is stored. */

/** Longest list of keys, components or scores. */
const MAX_NAMES = 20;

const name = z
  .string()
  .trim()
  .refine(isName, { message: "Write a name of at most 256 characters." });

const names = z.array(name).max(MAX_NAMES, `At most ${MAX_NAMES} names.`);

const nameRule = z.strictObject({ keys: names, fallback: name.nullable().default(null) });

const factor = z
  .string()
  .trim()
  .regex(/^\d{1,9}(\.\d{1,9})?$/, "Write a number such as 0.5, at most nine digits each side.")
  .refine((text) => Number(text) > 0, { message: "Must be more than zero." });

function amounts(quantity: Quantity) {
  const rule = z.strictObject({
    components: names.min(1, "Name at least one component."),
    unit: z.enum(unitsOf(quantity)),
    factor: factor.default("1"),
  });
  return z.array(rule).max(MAX_NAMES, `At most ${MAX_NAMES} amounts.`);
}

export const mappingRulesSchema: z.ZodType<MappingRules> = z.strictObject({
  site: nameRule,
  group: nameRule,
  user: nameRule,
  cores: amounts("cores"),
  gpus: amounts("gpus"),
  cpuTime: amounts("cpuTime"),
  memory: amounts("memory"),
  scores: names,
});

const source = z.string().min(1).max(32);

export const saveMappingSchema = z.strictObject({
  source,
  rules: mappingRulesSchema,
  /** Of the mapping that was read; 0 where the source had none of its own. */
  version: z.number().int().min(0),
});

export const removeMappingSchema = z.strictObject({ source, version: z.number().int().min(1) });
