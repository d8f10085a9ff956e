"use client";

import { ExportMenu } from "@/components/data-table/export-menu";

interface UsageExportProps {
  /** Days and filters, as the address of the file has them. */
  query: string;
}

/** The days that are shown as a file, one row for each site, group and user. */
export const UsageExport = ({ query }: UsageExportProps) => (
  <ExportMenu table="usage" query={new URLSearchParams(query)} />
);
