import type { VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps } from "react";
import { buttonVariants } from "@/components/ui/button";
import { cn } from "@/lib/platform/cn";

type LinkButtonProps = ComponentProps<typeof Link> & VariantProps<typeof buttonVariants>;

/** A link that looks like a button: it goes somewhere, so it stays an anchor. */
export const LinkButton = ({ className, variant, size, ...props }: LinkButtonProps) => (
  <Link
    data-slot="link-button"
    className={cn(buttonVariants({ variant, size }), className)}
    {...props}
  />
);
