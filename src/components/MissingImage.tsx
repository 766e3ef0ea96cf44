// Over the map of a scene whose image is not at hand: what that means, and how to find the image.
import { useApp, useStore } from "./AppContext.ts";
import { SceneFileButton } from "./SceneFileButton.tsx";
import { useActiveScene } from "./useActiveScene.ts";

export function MissingImage() {
  const { actions, jobsStore } = useApp();
  const open = useActiveScene();
  const isUnderWay = useStore(jobsStore, ({ relink }) => relink.kind === "running");
  if (open?.link !== "missing" || isUnderWay) return null;
  const { id, fileName } = open.scene;
  const { address } = open;
  return (
    <div className="missing-image">
      <p>
        The image <strong>{fileName}</strong> is not at hand. Its fronts can be corrected and
        exported all the same.
      </p>
      {address !== undefined && (
        <button
          type="button"
          className="button primary small"
          title={address}
          onClick={() => void actions.openAddressAgain(id)}
        >
          Fetch it again from {hostOf(address)}
        </button>
      )}
      <SceneFileButton
        label="Find the image…"
        className="button primary small"
        isSingle
        onFiles={([file]) => {
          if (file !== undefined) void actions.findImage(id, file);
        }}
      />
    </div>
  );
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : "its address";
}
