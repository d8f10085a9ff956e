import type { Metadata } from "next";
import { gatedPage } from "@/app/gate";
import { SettingsForm } from "@/components/storage/settings-form";
import { VolumeAdmin } from "@/components/storage/volume-admin";
import { PageHeader } from "@/components/ui/page-header";
import { listNamedVolumes } from "@/lib/storage/queries/list-named-volumes";
import { getStorageSettings } from "@/lib/storage/queries/settings";

export const metadata: Metadata = { title: "Storage settings" };

export default gatedPage("admin:storage", async (viewer) => {
  const [settings, volumes] = await Promise.all([
    getStorageSettings(viewer),
    listNamedVolumes(viewer),
  ]);
  return (
    <>
      <PageHeader
        title="Storage settings"
        description="Every change is kept in the history with who made it."
      />
      <div className="space-y-4">
        <SettingsForm key={settings.version} settings={settings} />
        <VolumeAdmin volumes={volumes} />
      </div>
    </>
  );
});
