// The network's card: what it was trained on, how good it is, when not to trust it.
import { ANY_GROUND, type ModelCard } from "../models/modelCard.ts";
import type { OfferedModel } from "../store/modelsStore.ts";
import { Dialog } from "./Dialog.tsx";
import { Fact } from "./FrontsSection.tsx";
import { formatBytes, formatCount, formatMetres } from "./formatQuantities.ts";

type Props = { readonly model: OfferedModel; readonly onClose: () => void };

export function ModelCardDialog({ model: { title, card }, onClose }: Props) {
  const { groundResolutionMetres: ground, trainedOn } = card;
  return (
    <Dialog title={title} onClose={onClose}>
      {card.limits.length > 0 && (
        <>
          <h3>When not to trust it</h3>
          <ul>
            {card.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      )}
      <h3>How good it is</h3>
      <FiguresTable card={card} />
      <h3>What it was trained on</h3>
      <dl className="facts">
        <Fact term="Data">{trainedOn.data}</Fact>
        <Fact term="By">{trainedOn.attribution}</Fact>
        <Fact term="Licence">{trainedOn.licence}</Fact>
        {/* Epochs of a training run without its prepared scenes do not tell them. */}
        {trainedOn.scenes > 0 && <Fact term="Scenes">{formatCount(trainedOn.scenes)}</Fact>}
        <Fact term="Training">
          {formatCount(trainedOn.epochs)} epochs, {trainedOn.loss}
        </Fact>
        <Fact term="Pixels of">
          {ground.max < ANY_GROUND.max
            ? `${ground.min.toFixed(0)} to ${ground.max.toFixed(0)} m on the ground`
            : "a size that is not told"}
        </Fact>
      </dl>
      <h3>What it is</h3>
      <dl className="facts">
        <Fact term="Network">{card.architecture}</Fact>
        <Fact term="Parameters">{formatCount(card.parameters)}</Fact>
        <Fact term="Weights">
          {formatBytes(card.weightsBytes)}, {card.weightsDtype}
        </Fact>
        <Fact term="SHA-256">
          <code>{card.weightsSha256}</code>
        </Fact>
      </dl>
    </Dialog>
  );
}

function FiguresTable({ card }: { readonly card: ModelCard }) {
  if (card.figures.length === 0) return <p>Nothing was measured yet.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Scenes</th>
          <th scope="col">Dice</th>
          <th scope="col">IoU</th>
          <th scope="col">Mean distance</th>
          <th scope="col">No front</th>
        </tr>
      </thead>
      <tbody>
        {card.figures.map((row) => (
          <tr key={row.split}>
            <th scope="row">
              {row.split} ({row.scenes})
            </th>
            <td>{row.dice.toFixed(2)}</td>
            <td>{row.iou.toFixed(2)}</td>
            <td>
              {row.meanDistanceErrorMetres === null
                ? "–"
                : formatMetres(row.meanDistanceErrorMetres)}
            </td>
            <td>{row.scenesWithoutFront}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
