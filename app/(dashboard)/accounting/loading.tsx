import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";

export default function AccountingLoading() {
  return (
    <div className="space-y-4">
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-9 w-full max-w-md" />
      <Skeleton className="h-72 w-full" />
      <TableSkeleton rows={8} />
    </div>
  );
}
