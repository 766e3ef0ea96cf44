// One of the linked panes: a picture on the scene with lines over it. Wheel and keys zoom, dragging moves all panes.
import { type PointerEvent, useEffect, useMemo, useRef } from "react";
import type { Picture } from "../../figures/picture.ts";
import type { Affine, PixelXY } from "../../geo/coordinates.ts";
import type { PlaceStore } from "./placeStore.ts";

export type PaneLines = {
  readonly colour: string;
  readonly dash: readonly number[];
  /** In the scene's pixels. */
  readonly paths: readonly (readonly PixelXY[])[];
};

export type PaneDrawing = {
  readonly picture: Picture;
  /** 1 where there is data: elsewhere the pane stays dark. */
  readonly valid: ArrayLike<number>;
  /** The picture's pixels to the scene's. */
  readonly gridToPixel: Affine;
  readonly lines: readonly PaneLines[];
  /** From where to where across the pane, 0..1: of two drawings under a swipe line. */
  readonly across?: readonly [from01: number, to01: number];
};

/** In the scene's pixels. */
export type Rectangle = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

type Props = {
  readonly label: string;
  readonly place: PlaceStore;
  readonly drawings: readonly PaneDrawing[];
  /** Drawn over all. */
  readonly rectangle?: Rectangle | null;
  /** Where given, dragging draws a rectangle instead of moving the panes. */
  readonly onRectangle?: ((rectangle: Rectangle) => void) | undefined;
};

const WHEEL_STEP = 1.0015;
const KEY_STEP_PX = 60;
const KEY_ZOOM = 1.4;

export function PaneCanvas({ drawings, label, onRectangle, place, rectangle = null }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painted = useMemo(() => drawings.map(paint), [drawings]);
  const dragged = useRef<Drag | null>(null);
  useEffect(() => {
    const shown = canvas.current;
    if (shown === null) return;
    let isAsked = 0;
    const draw = () => {
      isAsked = 0;
      const drag = dragged.current;
      const drawn = drag?.rectangle ?? rectangle;
      drawPane(shown, place, { drawings, painted, rectangle: drawn });
    };
    const ask = () => {
      isAsked ||= requestAnimationFrame(draw);
    };
    const observer = new ResizeObserver(ask);
    observer.observe(shown);
    const stop = place.subscribe(ask);
    draw();
    return () => {
      cancelAnimationFrame(isAsked);
      observer.disconnect();
      stop();
    };
  }, [drawings, painted, place, rectangle]);
  useEffect(() => {
    const shown = canvas.current;
    if (shown === null) return;
    // React listens passively to wheels, and the page would scroll along.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const view = viewOf(shown, place);
      place.zoom(WHEEL_STEP ** -event.deltaY, view.scale, scenePixel(view, event));
    };
    shown.addEventListener("wheel", onWheel, { passive: false });
    return () => shown.removeEventListener("wheel", onWheel);
  }, [place]);
  const onMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const view = viewOf(event.currentTarget, place);
    const at = scenePixel(view, event);
    const drag = dragged.current;
    if (drag?.rectangle) dragged.current = { ...drag, rectangle: between(drag.from, at) };
    else if (drag) place.pan(event.movementX, event.movementY, view.scale);
    place.point(at);
  };
  const onUp = () => {
    const drawn = dragged.current?.rectangle;
    dragged.current = null;
    if (drawn && drawn.width > 0 && drawn.height > 0) onRectangle?.(drawn);
  };
  const onKey = (event: React.KeyboardEvent<HTMLCanvasElement>) => {
    const { scale } = viewOf(event.currentTarget, place);
    const { x, y } = place.get();
    const move = KEY_MOVES[event.key];
    if (move) place.pan(move[0] * KEY_STEP_PX, move[1] * KEY_STEP_PX, scale);
    else if (event.key === "+" || event.key === "=") place.zoom(KEY_ZOOM, scale, [x, y]);
    else if (event.key === "-") place.zoom(1 / KEY_ZOOM, scale, [x, y]);
    else if (event.key === "f" || event.key === "F") place.fit();
    else return;
    event.preventDefault();
    place.point([place.get().x, place.get().y]);
  };
  return (
    <canvas
      ref={canvas}
      className="pane-canvas"
      tabIndex={0}
      role="img"
      aria-label={`${label}. Arrows move, plus and minus zoom, F shows the whole.`}
      data-draws={onRectangle !== undefined}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const from = scenePixel(viewOf(event.currentTarget, place), event);
        dragged.current = { from, rectangle: onRectangle ? between(from, from) : null };
      }}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={() => {
        dragged.current = null;
      }}
      onPointerLeave={() => place.point(null)}
      onFocus={() => place.point([place.get().x, place.get().y])}
      onBlur={() => place.point(null)}
      onKeyDown={onKey}
    />
  );
}

type ScenePixel = readonly [x: number, y: number];
type Drag = { readonly from: ScenePixel; readonly rectangle: Rectangle | null };

const KEY_MOVES: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function between([ax, ay]: ScenePixel, [bx, by]: ScenePixel): Rectangle {
  return {
    x: Math.min(ax, bx),
    y: Math.min(ay, by),
    width: Math.abs(ax - bx),
    height: Math.abs(ay - by),
  };
}

/** Of each picture, as long as it is kept. */
const canvases = new WeakMap<Picture, HTMLCanvasElement>();

function paint({ picture, valid }: PaneDrawing): HTMLCanvasElement {
  const known = canvases.get(picture);
  if (known !== undefined) return known;
  const { heightPx, rgb, widthPx } = picture;
  const canvas = document.createElement("canvas");
  canvas.width = widthPx;
  canvas.height = heightPx;
  const image = new ImageData(widthPx, heightPx);
  for (let i = 0; i < widthPx * heightPx; i++) {
    if (valid[i] !== 1) continue;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = rgb[3 * i + c] as number;
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  canvases.set(picture, canvas);
  return canvas;
}

type View = ReturnType<typeof viewOf>;

/** How the scene lies on the canvas, in CSS pixels. */
function viewOf(canvas: HTMLCanvasElement, place: PlaceStore) {
  const { height, left, top, width } = canvas.getBoundingClientRect();
  const { x, y } = place.get();
  const scale = place.scaleOf(width, height);
  return { left, top, width, height, scale, x0: width / 2 - x * scale, y0: height / 2 - y * scale };
}

function scenePixel(
  { left, scale, top, x0, y0 }: View,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): ScenePixel {
  return [(clientX - left - x0) / scale, (clientY - top - y0) / scale];
}

type Drawn = {
  readonly drawings: readonly PaneDrawing[];
  readonly painted: readonly HTMLCanvasElement[];
  readonly rectangle: Rectangle | null;
};

function drawPane(canvas: HTMLCanvasElement, place: PlaceStore, drawn: Drawn): void {
  const view = viewOf(canvas, place);
  const ratio = devicePixelRatio;
  canvas.width = Math.round(view.width * ratio);
  canvas.height = Math.round(view.height * ratio);
  const context = canvas.getContext("2d");
  if (context === null) return;
  for (const [i, drawing] of drawn.drawings.entries()) {
    const [from01, to01] = drawing.across ?? [0, 1];
    context.save();
    context.scale(ratio, ratio);
    context.beginPath();
    context.rect(from01 * view.width, 0, (to01 - from01) * view.width, view.height);
    context.clip();
    context.translate(view.x0, view.y0);
    context.scale(view.scale, view.scale);
    drawPicture(context, drawing, drawn.painted[i], view.scale);
    context.restore();
    context.save();
    context.scale(ratio, ratio);
    context.beginPath();
    context.rect(from01 * view.width, 0, (to01 - from01) * view.width, view.height);
    context.clip();
    for (const lines of drawing.lines) drawLines(context, lines, view);
    context.restore();
    if (from01 > 0) drawSwipeLine(context, from01 * view.width * ratio, canvas.height, ratio);
  }
  context.scale(ratio, ratio);
  if (drawn.rectangle) drawRectangle(context, drawn.rectangle, view);
  drawCross(context, place.pointer(), view);
}

function drawPicture(
  context: CanvasRenderingContext2D,
  { gridToPixel: [a, b, c, d, e, f] }: PaneDrawing,
  painted: HTMLCanvasElement | undefined,
  scale: number,
): void {
  if (painted === undefined) return;
  context.transform(a, d, b, e, c, f);
  // Pixels of a network are to be seen as such once they are large.
  context.imageSmoothingEnabled = Math.hypot(a, d) * scale < 2;
  context.drawImage(painted, 0, 0);
}

function drawLines(context: CanvasRenderingContext2D, lines: PaneLines, view: View): void {
  context.beginPath();
  for (const path of lines.paths)
    for (const [i, [col, row]] of path.entries()) {
      const [x, y] = [col * view.scale + view.x0, row * view.scale + view.y0];
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  // A dark rim keeps a line readable on every colour of a map.
  context.strokeStyle = "rgb(5 8 12 / 70%)";
  context.lineWidth = 3.6;
  context.stroke();
  context.strokeStyle = lines.colour;
  context.lineWidth = 1.8;
  context.setLineDash([...lines.dash]);
  context.stroke();
  context.setLineDash([]);
}

function drawSwipeLine(
  context: CanvasRenderingContext2D,
  x: number,
  height: number,
  ratio: number,
): void {
  context.fillStyle = "#5cb3ff";
  context.fillRect(x - ratio, 0, 2 * ratio, height);
}

function drawRectangle(context: CanvasRenderingContext2D, rectangle: Rectangle, view: View): void {
  const { height, width, x, y } = rectangle;
  context.strokeStyle = "#ffffff";
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.strokeRect(
    x * view.scale + view.x0,
    y * view.scale + view.y0,
    width * view.scale,
    height * view.scale,
  );
  context.setLineDash([]);
}

/** The pointer's place in every pane. */
function drawCross(context: CanvasRenderingContext2D, at: ScenePixel | null, view: View): void {
  if (at === null) return;
  const [x, y] = [at[0] * view.scale + view.x0, at[1] * view.scale + view.y0];
  context.strokeStyle = "rgb(255 255 255 / 75%)";
  context.lineWidth = 1;
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
  ] as const) {
    context.moveTo(x - 9 * dx, y - 9 * dy);
    context.lineTo(x - 3 * dx, y - 3 * dy);
    context.moveTo(x + 3 * dx, y + 3 * dy);
    context.lineTo(x + 9 * dx, y + 9 * dy);
  }
  context.stroke();
}
