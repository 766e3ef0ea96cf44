// Of which pixel, block and head the attention is shown, and what one sees then.
import { type AttentionView, choiceFor } from "../store/attentions.ts";
import { blocksOfModel } from "../store/modelsStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { startChoosing } from "./commands/attentionCommands.ts";
import { formatShare } from "./formatQuantities.ts";

export function AttentionChoice() {
  const app = useApp();
  const { attentions, modelsStore, viewStore } = app;
  const modelId = useStore(viewStore, (view) => view.modelId);
  const blocks = useStore(modelsStore, (state) => blocksOfModel(state, modelId));
  const chosen = useStore(attentions, (state) => state);
  const isChoosing = useStore(viewStore, ({ tool }) => tool === "attention");
  const choice = choiceFor(chosen, blocks);
  const block = choice && blocks[choice.block];
  if (!block) return null;
  return (
    <div className="attention-choice">
      <button
        type="button"
        className="button small"
        aria-pressed={isChoosing}
        title="Click on the map, or Space at the cross in its middle (Shift K)"
        onClick={() => startChoosing(app)}
      >
        Choose a pixel
      </button>
      <select
        value={block.id}
        aria-label="Transformer block"
        onChange={({ target }) => attentions.choose({ blockId: target.value })}
      >
        {blocks.map(({ id, number, stage }) => (
          <option key={id} value={id}>
            Stage {stage}, block {number}
          </option>
        ))}
      </select>
      <select
        value={String(choice.view)}
        aria-label="Attention head"
        onChange={({ target }) => attentions.choose({ view: viewOf(target.value) })}
      >
        <option value="rollout">Rollout to the patches</option>
        <option value="mean">Mean over heads</option>
        {[...new Array(block.heads).keys()].map((head) => (
          <option key={head} value={String(head)}>
            Head {head + 1}
          </option>
        ))}
      </select>
      <p className="quiet small">{helpOf(choice.view, block.windowPx, block.tokenPx)}</p>
      <UnseenShare />
    </div>
  );
}

export function ReceivedHelp() {
  return (
    <p className="attention-choice quiet small">
      How much each patch is looked at by all others, through every block (attention rollout). The
      weights of the network's window sum to 100 %.
    </p>
  );
}

/** Weight on tokens that the map leaves blank. */
function UnseenShare() {
  const { attentions, viewStore } = useApp();
  const sceneId = useStore(viewStore, (view) => view.sceneId);
  useStore(attentions, ({ held }) => held);
  const attended = attentions.get(sceneId)?.attended;
  if (!attended) return null;
  const { valid, weights } = attended;
  const unseen = weights.reduce((sum, weight, i) => (valid[i] === 1 ? sum : sum + weight), 0);
  if (unseen < 0.005) return null;
  return <p className="quiet small">{formatShare(unseen)} falls where the scene has no data.</p>;
}

function viewOf(value: string): AttentionView {
  return value === "rollout" || value === "mean" ? value : Number(value);
}

function helpOf(view: AttentionView, windowPx: number, tokenPx: number): string {
  if (view === "rollout")
    return "On which patches the pixel's token depends, through all blocks up to this one. The weights sum to 100 %.";
  return `Where the token of ${tokenPx} network pixels under the cross looks, among the ${windowPx} × ${windowPx} tokens of its window (outlined). The weights sum to 100 %.`;
}
