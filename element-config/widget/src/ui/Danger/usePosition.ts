import { useEffect, useState } from "react";
import type { SharedPosition } from "../../host/host.ts";
import { useWork } from "../work/work.ts";

const LOOK_EVERY_MS = 3_000;

/** The last position that the victim has shared, for as long as it is in view. */
export function usePosition(mayRead: boolean): SharedPosition | null {
  const { host } = useWork();
  const [position, setPosition] = useState<SharedPosition | null>(null);
  useEffect(() => {
    if (!mayRead) return undefined;
    const look = (): void => void host.position().then(setPosition, () => undefined);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [host, mayRead]);
  return position;
}
