"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { endSession } from "./session-client";

export const SignOutButton = () => {
  const [isPending, setPending] = useState(false);
  const leave = async () => {
    setPending(true);
    await endSession().catch(() => undefined);
    // A full load: nothing of this person's pages stays in the router's memory.
    window.location.assign("/sign-in");
  };
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label="Sign out"
      title="Sign out"
      disabled={isPending}
      onClick={leave}
    >
      <LogOut aria-hidden />
    </Button>
  );
};
