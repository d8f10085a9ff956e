"use client";

import { useMemo, useState } from "react";

/** Selected rows by id, so that a selection survives paging and sorting. */
export type RowSelection = {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
  clear: () => void;
};

export const useRowSelection = (): RowSelection => {
  const [ids, onChange] = useState<ReadonlySet<string>>(() => new Set());
  return useMemo(() => ({ ids, onChange, clear: () => onChange(new Set()) }), [ids]);
};
