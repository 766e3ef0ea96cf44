// Dark for the screen, light for print and projectors.
import { useShell, useStore } from "./AppContext.ts";
import { IconButton } from "./IconButton.tsx";

export function ThemeButton() {
  const { viewStore } = useShell();
  const theme = useStore(viewStore, (view) => view.theme);
  return (
    <IconButton
      icon="sun"
      label={theme === "dark" ? "Light theme" : "Dark theme"}
      onClick={() => viewStore.set({ theme: theme === "dark" ? "light" : "dark" })}
    />
  );
}
