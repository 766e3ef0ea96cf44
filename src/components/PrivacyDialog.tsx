// What leaves this computer, and what is kept on it.
import { useEffect, useState } from "react";
import { useShell } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";
import { formatBytes } from "./formatQuantities.ts";

export function PrivacyDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="What leaves this computer: nothing by itself" onClose={onClose}>
      <p>
        Scenes are read, predicted, corrected and exported inside this page. No pixel, front, model
        or file name is sent anywhere, and the page counts nobody.
      </p>
      <p>
        The page fetches only its own parts, from the place that serves it: the list of its models
        when you first open a scene, a network when you first predict with it, the writer of
        shapefiles when you first export, the demo scene when you open it, and once its own pages to
        keep them for work without a connection. The page’s security policy lets the browser refuse
        anything else.
      </p>
      <p>
        The one exception is yours: when you type an address under Open from an address, that server
        is asked for the file or the list, and for nothing else. It learns what any server learns of
        a visitor: your network address, and which parts of which file you read, or the place and
        dates that you search. No password, cookie or referrer is sent. A project remembers the
        address, and fetches from it again only when you press the button for it.
      </p>
      <p>
        Projects are kept in this browser’s own storage on this computer: fronts, what is said of
        them, the undo history, facts of the scenes and your name. Images are not copied; the
        browser asks you before the page reads them again. So are panel folds, the theme and the
        last export choice. Models that you add are not kept when the page closes.
      </p>
      <KeptPictures />
    </Dialog>
  );
}

type Kept = { readonly count: number; readonly bytes: number };

/** Pictures of large scenes are kept, so that they are sharp at once the next time; and what a stopped prediction had. */
function KeptPictures() {
  const { actions } = useShell();
  const [kept, setKept] = useState<Kept | null>(null);
  useEffect(() => {
    let isGone = false;
    // Where the browser lets the page keep nothing there is nothing to tell.
    actions
      .keptPictures(false)
      .then((now) => isGone || setKept(now))
      .catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [actions]);
  if (kept === null || kept.count === 0) return null;
  const { bytes, count } = kept;
  return (
    <p>
      Reduced pictures of large scenes, and what a stopped prediction had done, are kept so that the
      next time is quicker: {count === 1 ? "one file" : `${count} files`}, {formatBytes(bytes)}.
      They can be made again at any time.{" "}
      <button
        type="button"
        className="button small"
        onClick={() => void actions.keptPictures(true).then(setKept, () => setKept(null))}
      >
        Throw them away
      </button>
    </p>
  );
}
