// A panel's section that folds; its fold is remembered.
import { type ReactNode, useId } from "react";
import type { PanelName } from "../store/rememberedView.ts";
import { useApp, useStore } from "./AppContext.ts";
import { Icon } from "./Icon.tsx";

type Props = {
  readonly name: PanelName;
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
};

export function Section({ name, title, aside, children }: Props) {
  const { viewStore } = useApp();
  const isOpen = useStore(viewStore, (view) => !view.folded.includes(name));
  const id = useId();
  return (
    <section className="section" aria-labelledby={`${id}-title`}>
      <div className="section-head">
        <h2 id={`${id}-title`}>
          <button
            type="button"
            className="fold"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => viewStore.toggleFold(name)}
          >
            <Icon name="chevron" />
            {title}
          </button>
        </h2>
        {aside}
      </div>
      <div id={id} className="section-body" hidden={!isOpen}>
        {children}
      </div>
    </section>
  );
}
