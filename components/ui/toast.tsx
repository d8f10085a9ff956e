"use client";

import { Toast as BaseToast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { buttonVariants } from "@/components/ui/button";
import { cn } from "@/lib/platform/cn";

const KINDS = {
  success: { icon: CircleCheck, color: "text-success", word: "Done: " },
  error: { icon: CircleAlert, color: "text-destructive", word: "Error: " },
  info: { icon: Info, color: "text-info", word: "Note: " },
} as const;

type Kind = keyof typeof KINDS;

const READING_MS = 6_000;

/** Once, around everything that may speak. F6 moves focus to the messages. */
export const ToastProvider = ({ children }: { children: ReactNode }) => (
  <BaseToast.Provider timeout={READING_MS} limit={3}>
    {children}
    <BaseToast.Portal>
      <BaseToast.Viewport
        data-slot="toast-viewport"
        className={cn(
          "fixed right-3 bottom-3 z-60 flex w-[calc(100vw-1.5rem)] flex-col gap-2",
          "sm:right-4 sm:bottom-4 sm:w-96",
        )}
      >
        <ToastList />
      </BaseToast.Viewport>
    </BaseToast.Portal>
  </BaseToast.Provider>
);

const ToastList = () => {
  const { toasts } = BaseToast.useToastManager();
  return toasts.map((toast) => {
    const kind = KINDS[isKind(toast.type) ? toast.type : "info"];
    return (
      <BaseToast.Root
        key={toast.id}
        toast={toast}
        data-slot="toast"
        className={cn(
          "flex items-start gap-2.5 rounded-md border border-border bg-popover p-3 shadow-lg",
          "transition-opacity data-ending-style:opacity-0 data-limited:hidden",
          "data-starting-style:opacity-0",
        )}
      >
        <kind.icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", kind.color)} />
        <BaseToast.Content className="min-w-0 flex-1 break-words">
          <BaseToast.Title className="text-base font-semibold" />
          <BaseToast.Description className="text-sm text-muted-foreground" />
        </BaseToast.Content>
        <BaseToast.Close
          aria-label="Dismiss"
          className={buttonVariants({ variant: "ghost", size: "icon-sm" })}
        >
          <X aria-hidden />
        </BaseToast.Close>
      </BaseToast.Root>
    );
  });
};

const isKind = (type: string | undefined): type is Kind => type !== undefined && type in KINDS;

/** `toast.success("Case claimed", "You own it now.")`; errors stay until they are dismissed. */
export const useToast = () => {
  const { add } = BaseToast.useToastManager();
  return useMemo(() => {
    const show = (type: Kind) => (title: string, description?: string) =>
      add({
        type,
        // Colour and icon are silent, so the word goes with the announcement.
        title: <ToastTitle word={KINDS[type].word} text={title} />,
        description,
        // Not "high": Base UI then hides the visible message from assistive technology.
        priority: "low",
        timeout: type === "error" ? 0 : READING_MS,
      });
    return { success: show("success"), error: show("error"), info: show("info") };
  }, [add]);
};

const ToastTitle = ({ word, text }: { word: string; text: string }) => (
  <>
    <span className="sr-only">{word}</span>
    {text}
  </>
);
