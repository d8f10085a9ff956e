import { Skeleton } from "@/components/ui/skeleton";

export default function CaseLoading() {
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">Loading the case</span>
      <Skeleton className="h-7 w-56" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Skeleton className="h-72" />
        <Skeleton className="h-72" />
      </div>
    </div>
  );
}
