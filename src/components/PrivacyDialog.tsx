// What leaves this computer.
import { Dialog } from "./Dialog.tsx";

export function PrivacyDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="What leaves this computer: nothing" onClose={onClose}>
      <p>
        Scenes are read, predicted, corrected and exported inside this page. No pixel, front, model
        or file name is sent anywhere, and the page counts nobody.
      </p>
      <p>
        The page fetches only its own parts, from the place that serves it: the list of its models
        when you first open a scene, a network when you first predict with it, the writer of
        shapefiles when you first export, and the demo scene when you open it. The page’s security
        policy lets the browser refuse anything else.
      </p>
      <p>
        Panel folds, the theme and the last export choice are remembered in this browser. Scenes,
        fronts and models that you add are not kept when the page closes: export what you need.
      </p>
    </Dialog>
  );
}
