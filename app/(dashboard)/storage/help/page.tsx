import type { Metadata } from "next";
import { gatedPage } from "@/app/gate";
import { StorageHelp } from "@/components/storage/storage-help";
import { PageHeader } from "@/components/ui/page-header";
import { getStorageSettings } from "@/lib/storage/queries/settings";

export const metadata: Metadata = { title: "About storage" };

export default gatedPage("storage:read", async (viewer) => {
  const { thresholds, forecastWindowDays, daysBack } = await getStorageSettings(viewer);
  return (
    <>
      <PageHeader
        title="About storage"
        description="What each number means and where it is from."
      />
      <StorageHelp
        thresholds={thresholds}
        forecastWindowDays={forecastWindowDays}
        daysBack={daysBack}
      />
    </>
  );
});
