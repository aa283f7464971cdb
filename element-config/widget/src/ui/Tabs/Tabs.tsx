import { type KeyboardEvent, type ReactNode, useId } from "react";

interface Props<T extends string> {
  readonly label: string;
  readonly tabs: readonly (readonly [name: T, text: string])[];
  readonly current: T;
  readonly onChange: (name: T) => void;
  readonly children: ReactNode;
}

/** Tabs as the ARIA practices have them: arrows go from one to the next, Tab goes into the panel. */
export function Tabs<T extends string>({ label, tabs, current, onChange, children }: Props<T>) {
  const id = useId();
  const step = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(([name]) => name === current);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (next === undefined) return;
    onChange(next[0]);
    document.getElementById(`${id}-${next[0]}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} className="tabs" onKeyDown={step}>
        {tabs.map(([name, text]) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            aria-selected={name === current}
            aria-controls={`${id}-panel`}
            tabIndex={name === current ? 0 : -1}
            onClick={() => onChange(name)}
          >
            {text}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${current}`} tabIndex={0} className="panel">
        {children}
      </div>
    </>
  );
}
