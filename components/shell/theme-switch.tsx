"use client";

import { SunMoon } from "lucide-react";
import { useTheme } from "next-themes";
import { Button } from "@/components/ui/button";
import { Menu, MenuChoice } from "@/components/ui/menu";

const THEMES = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export const ThemeSwitch = () => {
  const { theme = "system", setTheme } = useTheme();
  return (
    <Menu
      align="start"
      trigger={
        <Button variant="ghost" size="icon" aria-label="Theme" title="Theme">
          <SunMoon aria-hidden />
        </Button>
      }
    >
      <MenuChoice label="Theme" value={theme} options={THEMES} onChange={setTheme} />
    </Menu>
  );
};
