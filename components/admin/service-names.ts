import type { Role, Service } from "@/lib/auth/model";

export const serviceNames: Record<Service, string> = {
  detector: "Detector",
  scheduler: "Scheduler",
  collector: "Collector",
  scanner: "Scanner",
  reader: "Reader",
  monitor: "Monitor",
};

export const serviceTexts: Record<Service, string> = {
  detector: "sends reports of cases",
  scheduler: "fetches accepted accounts",
  collector: "sends accounting records",
  scanner: "sends storage scans",
  reader: "reads exports",
  monitor: "asks whether all is well",
};

export const roleNames: Record<Role, string> = {
  analyst: "Analyst",
  pi: "PI",
  admin: "Admin",
};
