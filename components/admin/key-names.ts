import type { BadgeTone } from "@/components/ui/badge";
import type { KeyKind, KeyState } from "@/lib/admin/model";

export const kindNames: Record<KeyKind, string> = {
  bearer: "bearer token",
  hmac: "HMAC signature",
  basic: "user and password",
};

export const kindTexts: Record<KeyKind, string> = {
  bearer: "One token in a header; for the ingest, export and health routes.",
  hmac: "Signs the requests of the case protocol; for detectors and schedulers.",
  basic: "User and password in the address; for accounting collectors.",
};

export const stateNames: Record<KeyState, string> = {
  active: "Active",
  expired: "Expired",
  revoked: "Revoked",
};

export const stateTones: Record<KeyState, BadgeTone> = {
  active: "success",
  expired: "warning",
  revoked: "neutral",
};
