"use client";

import { LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { useState } from "react";
import { Button } from "@/components/ui/button";

export const SignOutButton = () => {
  const [isPending, setPending] = useState(false);
  const leave = async () => {
    setPending(true);
    await signOut({ redirect: false }).catch(() => undefined);
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
