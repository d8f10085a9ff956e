"use client";

import { RefreshCw } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { RotateKeyDialog } from "@/components/admin/key-dialogs";
import { Button } from "@/components/ui/button";
import type { KeyRow } from "@/lib/admin/lists/keys";

const RotationContext = createContext<(apiKey: KeyRow) => void>(() => undefined);

/**
 * Around the table of keys, not inside its rows: the rotated key's row may change or leave the
 * list with the very answer that brings the new secret, and the dialog must outlive it.
 */
export const KeyRotation = ({ children }: { children: ReactNode }) => {
  const [apiKey, setKey] = useState<KeyRow | null>(null);
  const [isOpen, setOpen] = useState(false);
  const rotate = useCallback((chosen: KeyRow) => {
    setKey(chosen);
    setOpen(true);
  }, []);
  return (
    <RotationContext value={rotate}>
      {children}
      {apiKey === null ? null : (
        <RotateKeyDialog apiKey={apiKey} open={isOpen} onOpenChange={setOpen} />
      )}
    </RotationContext>
  );
};

export const RotateButton = ({ apiKey }: { apiKey: KeyRow }) => {
  const rotate = useContext(RotationContext);
  return (
    <Button variant="ghost" size="sm" onClick={() => rotate(apiKey)}>
      <RefreshCw aria-hidden />
      Rotate
      <span className="sr-only"> {apiKey.access}</span>
    </Button>
  );
};
