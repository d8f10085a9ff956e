import type { Metadata } from "next";
import { gatedPage } from "@/app/gate";
import { SettingsForm } from "@/components/storage/settings-form";
import { PageHeader } from "@/components/ui/page-header";
import { getStorageSettings } from "@/lib/storage/queries/settings";

export const metadata: Metadata = { title: "Storage settings" };

export default gatedPage("admin:storage", async (viewer) => {
  const settings = await getStorageSettings(viewer);
  return (
    <>
      <PageHeader
        title="Storage settings"
        description="Every change is kept in the history with who made it."
      />
      <SettingsForm key={settings.version} settings={settings} />
    </>
  );
});
