import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";

export default function CasesLoading() {
  return (
    <div className="space-y-4">
      <Skeleton className="h-7 w-32" />
      <Skeleton className="h-9 w-72" />
      <TableSkeleton rows={12} />
    </div>
  );
}
