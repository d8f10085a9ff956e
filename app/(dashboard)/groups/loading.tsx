import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";

export default function GroupLoading() {
  return (
    <div className="space-y-4">
      <Skeleton className="h-7 w-32" />
      <Skeleton className="h-5 w-96 max-w-full" />
      <TableSkeleton rows={12} />
    </div>
  );
}
