// The strip as a figure for a paper: in which format, and how the maps lie.
import { useState } from "react";
import { useApp } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";
import "./styles/exports.css";

type Format = "png" | "svg";

export function FigureDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp();
  const [format, setFormat] = useState<Format>("svg");
  const [isOverImage, setIsOverImage] = useState(false);
  return (
    <Dialog title="Figure of the maps" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          void app.actions.exportMade(async (open) => {
            const { stripFigure } = await import("./stripFigure.ts");
            return stripFigure(app, open, { format, isOverImage });
          });
        }}
      >
        <label>
          Format
          <select
            value={format}
            onChange={({ target }) => setFormat(target.value === "png" ? "png" : "svg")}
          >
            <option value="svg">SVG, text and lines can be edited</option>
            <option value="png">PNG, 300 pixels an inch</option>
          </select>
        </label>
        <label>
          Maps
          <select
            value={isOverImage ? "over" : "alone"}
            onChange={({ target }) => setIsOverImage(target.value === "over")}
          >
            <option value="alone">Alone, as in the paper</option>
            <option value="over">On the image, with their opacity and blend</option>
          </select>
        </label>
        <p className="quiet">
          The image with its fronts, the probability and the attention maps in one row, 180 mm wide,
          with the contours that are drawn, colour scale, scale bar and the weights' SHA-256.
        </p>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
